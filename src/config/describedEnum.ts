import * as z from 'zod';

/** A choice by name, each with what the editor shows beside it. */
export function describedEnum<const Names extends Readonly<Record<string, string>>>(names: Names) {
  const keys = Object.keys(names) as (keyof Names & string)[];
  return z.enum(keys).meta({ markdownEnumDescriptions: Object.values(names) });
}
