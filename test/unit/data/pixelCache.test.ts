import fs from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataSchema } from '../../../src/config/dataSchema';
import {
  readImageFolder,
  type FolderImages,
  type ImageFolderConfig,
} from '../../../src/dataFiles/images/imageFolder';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { zipArchive } from '../../helpers/zipArchive';

let threadPath = '';
beforeAll(async () => {
  threadPath = path.join(await buildPrograms(), 'decodeThread.js');
});

function square(value: number): Uint8Array {
  return encode({ width: 2, height: 2, data: new Uint8Array(4).fill(value), channels: 1 });
}

function folderOf(...values: readonly number[]): string {
  const folder = temporaryFolder();
  values.forEach((value, i) => fs.writeFileSync(path.join(folder, `${i}.png`), square(value)));
  return folder;
}

/** Reads through a cache and says whether anything had to be decoded. */
async function read(
  source: string,
  cache: { readonly folder: string; readonly maxBytes?: number; readonly worthwhileMs?: number },
  fields: Partial<ImageFolderConfig> = {},
): Promise<FolderImages & { readonly decoded: boolean }> {
  const data = dataSchema.parse({
    ...{ source: 'imageFolder', path: source, channels: 'grey', size: 2 },
    ...fields,
  }) as ImageFolderConfig;
  let decoded = false;
  const images = await readImageFolder(data, path.join(source, '..', 'a.gan.json'), {
    threadPath,
    onProgress: () => (decoded = true),
    cache: { worthwhileMs: 0, ...cache },
  });
  return { ...images, decoded };
}

const first = ({ pixels }: FolderImages): number[] => [...pixels].filter((_, i) => i % 4 === 0);

describe('decoded images', () => {
  it('are kept for the next time, in files of the user alone', async () => {
    const [source, folder] = [folderOf(10, 20, 30), path.join(temporaryFolder(), 'new', 'cache')];
    const before = await read(source, { folder });
    const after = await read(source, { folder });
    expect([before.decoded, after.decoded]).toEqual([true, false]);
    expect(after).toEqual({ ...before, decoded: false });
    expect(first(after)).toEqual([10, 20, 30]);
    const [file, ...others] = fs.readdirSync(folder);
    expect(others).toEqual([]);
    if (process.platform !== 'win32') {
      expect(fs.statSync(path.join(folder, file!)).mode & 0o077).toBe(0);
    }
  });

  it('are those of an archive too', async () => {
    const folder = temporaryFolder();
    const archive = path.join(temporaryFolder(), 'images.zip');
    fs.writeFileSync(archive, zipArchive([{ name: 'a.png', bytes: Buffer.from(square(7)) }]));
    expect((await read(archive, { folder })).decoded).toBe(true);
    expect(first(await read(archive, { folder }))).toEqual([7]);
    expect((await read(archive, { folder })).decoded).toBe(false);
  });

  it('are decoded anew when a file or a setting is another', async () => {
    const [source, folder] = [folderOf(10, 20), temporaryFolder()];
    await read(source, { folder });
    fs.writeFileSync(path.join(source, '1.png'), square(99));
    expect(first(await read(source, { folder }))).toEqual([10, 99]);
    fs.writeFileSync(path.join(source, '2.png'), square(1));
    expect(first(await read(source, { folder }))).toEqual([10, 99, 1]);
    expect((await read(source, { folder }, { size: 1 })).pixels).toHaveLength(3);
    expect((await read(source, { folder }, { include: '0.png' })).count).toBe(1);
    expect((await read(source, { folder })).decoded).toBe(false);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    [
      'changed',
      (bytes: Buffer) =>
        Buffer.from(bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))),
    ],
    ['of another kind', (bytes: Buffer) => Buffer.concat([Buffer.from('X'), bytes.subarray(1)])],
    ['empty', () => Buffer.alloc(0)],
  ])('are ignored when their file is %s, and kept anew', async (_, damage) => {
    const [source, folder] = [folderOf(10, 20), temporaryFolder()];
    await read(source, { folder });
    const file = path.join(folder, fs.readdirSync(folder)[0]!);
    fs.writeFileSync(file, damage(fs.readFileSync(file)));
    const again = await read(source, { folder });
    expect([again.decoded, first(again)]).toEqual([true, [10, 20]]);
    expect((await read(source, { folder })).decoded).toBe(false);
  });

  it('give way when there are too many: those used longest ago go', async () => {
    const folder = temporaryFolder();
    const sources = [folderOf(1), folderOf(2), folderOf(3)];
    // Two files of 4 pixels and what stands before them fit, and three do not.
    const cache = { folder, maxBytes: 130 };
    await read(sources[0]!, cache);
    await read(sources[1]!, cache);
    const size = fs.readdirSync(folder).map((name) => fs.statSync(path.join(folder, name)).size);
    expect(2 * size[0]!).toBeLessThanOrEqual(130);
    expect(3 * size[0]!).toBeGreaterThan(130);
    // The clocks of file systems are coarse.
    for (const name of fs.readdirSync(folder)) fs.utimesSync(path.join(folder, name), 1, 1);
    expect((await read(sources[0]!, cache)).decoded).toBe(false);
    await read(sources[2]!, cache);
    expect((await read(sources[0]!, cache)).decoded).toBe(false);
    expect((await read(sources[1]!, cache)).decoded).toBe(true);
  });

  it('are not kept when they are quickly had, or some cannot be read', async () => {
    const [source, folder] = [folderOf(10), temporaryFolder()];
    await read(source, { folder, worthwhileMs: 60_000 });
    fs.writeFileSync(path.join(source, '1.png'), 'no image');
    const images = await read(source, { folder }, { skipUnreadable: true });
    expect([images.count, images.warnings.length]).toEqual([1, 1]);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('do without a folder that cannot be written', async () => {
    const folder = path.join(temporaryFolder(), 'file');
    fs.writeFileSync(folder, '');
    expect(first(await read(folderOf(10), { folder }))).toEqual([10]);
  });
});
