import { formatShort } from '../format';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 10 to a whole power, as it is written. */
export function powerOfTen(power: number): string {
  if (power === 0) return '1';
  if (power === 1) return '10';
  const digits = String(Math.abs(power)).replaceAll(
    /\d/g,
    (digit) => SUPERSCRIPTS[Number(digit)] ?? '',
  );
  return `10${power < 0 ? '⁻' : ''}${digits}`;
}

/** Below this size a number is easier to read as a power of ten. */
const SMALL = 1e-3;

/** Three digits, of numbers of any smallness. */
export function formatSmall(value: number): string {
  if (value === 0 || Math.abs(value) >= SMALL) return formatShort(value);
  const [mantissa = '', power = ''] = value.toExponential(2).split('e');
  return `${formatShort(Number(mantissa))} · ${powerOfTen(Number(power))}`;
}
