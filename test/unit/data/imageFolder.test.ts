import fs from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { DataConfig } from '../../../src/config/ganConfig';
import { dataSchema } from '../../../src/config/dataSchema';
import { DataFieldError } from '../../../src/config/sampleShape';
import {
  readImageFolder,
  readImageFolderHeader,
  type FolderImages,
  type ImageFolderConfig,
} from '../../../src/dataFiles/images/imageFolder';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { sharedData } from './sharedData';

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

/** A grey PNG of one colour. */
function square(value: number, side = 2): Uint8Array {
  const data = new Uint8Array(side * side).fill(value);
  return encode({ width: side, height: side, data, channels: 1 });
}

function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), bytes);
  }
  return folder;
}

function configOf(folder: string, fields: Partial<ImageFolderConfig> = {}): ImageFolderConfig {
  const config: DataConfig = dataSchema.parse({
    source: 'imageFolder',
    path: folder,
    channels: 'grey',
    ...fields,
  });
  return config as ImageFolderConfig;
}

function read(
  folder: string,
  fields: Partial<ImageFolderConfig> = {},
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<FolderImages> {
  const threadPath = path.join(programs, 'decodeThread.js');
  const configPath = path.join(folder, 'a.gan.json');
  return readImageFolder(configOf(folder, fields), configPath, { threadPath, onProgress });
}

async function problemOf(work: Promise<unknown>): Promise<{ field: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataFieldError);
  const { field, message } = error as DataFieldError;
  return { field: field.join('.'), message };
}

describe('a folder of images', () => {
  it('is read in the order of its names, whatever else lies there', async () => {
    const folder = folderOf({
      'b.png': square(2),
      'a.PNG': square(1),
      'c.jpeg': square(3),
      'deep/d.png': square(4),
      '.hidden.png': 'x',
      '__MACOSX/a.png': 'x',
      'notes.txt': 'x',
    });
    const progress: string[] = [];
    const images = await read(folder, {}, (done, total) => progress.push(`${done}/${total}`));
    expect(images.fileNames).toEqual(['a.PNG', 'b.png', 'c.jpeg', 'deep/d.png']);
    expect([...images.pixels]).toEqual(
      [1, 2, 3, 4].flatMap((value) => [value, value, value, value]),
    );
    expect(images).toMatchObject({ count: 4, channels: 1, height: 2, width: 2, warnings: [] });
    expect(images.labels).toBeUndefined();
    expect(progress).toEqual(['1/4', '2/4', '3/4', '4/4']);
  });

  it('has the classes of its folders, wherever they begin to differ', async () => {
    const folder = folderOf({
      'train/dog/1.png': square(1),
      'train/cat/1.png': square(2),
      'train/dog/more/2.png': square(3),
    });
    const { labels } = await read(folder);
    expect(labels?.names).toEqual(['cat', 'dog']);
    expect([...labels!.values]).toEqual([0, 1, 1]);
    expect((await read(folder, { include: 'train/dog/**' })).labels?.names).toBeUndefined();
  });

  it.each([
    ['*1.png', ['a/1.png', 'b/1.png']],
    ['a/*', ['a/1.png', 'a/2.png']],
    ['{a/2,b/1}.png', ['a/2.png', 'b/1.png']],
  ])('is narrowed by the pattern %s', async (include, expected) => {
    const folder = folderOf({ 'a/1.png': square(1), 'a/2.png': square(2), 'b/1.png': square(3) });
    expect((await read(folder, { include })).fileNames).toEqual(expected);
  });

  it('is narrowed by a list, which must fit it', async () => {
    const folder = folderOf({
      'a/1.png': square(1),
      'a/2.png': square(2),
      'b/1.png': square(3),
      'list.txt': '\ufeff2.png\r\n\r\nb/1.png\n',
      'twice.txt': '1.png\n',
      'wrong.txt': 'a/1.png\n7.png\nnot\u001b[2J.png\n',
    });
    expect((await read(folder, { list: 'list.txt' })).fileNames).toEqual(['a/2.png', 'b/1.png']);
    expect(await problemOf(read(folder, { list: 'twice.txt' }))).toEqual({
      field: 'list',
      message: expect.stringContaining(
        'there are a/1.png and b/1.png. Name the folder too',
      ) as string,
    });
    const wrong = await problemOf(read(folder, { list: 'wrong.txt' }));
    expect(wrong.message).toMatch(/2 of the 3 names .*: 7\.png, not\ufffd\[2J\.png\.$/);
    const pattern = await problemOf(read(folder, { include: 'x*' }));
    expect(pattern).toMatchObject({
      field: 'include',
      message: expect.stringContaining('None of the 3') as string,
    });
  });

  it('tells its shape and number before anything is decoded', async () => {
    const folder = folderOf({ 'a.png': square(1, 3), 'b.png': 'damaged' });
    const header = (fields: Partial<ImageFolderConfig>) =>
      readImageFolderHeader(configOf(folder, fields), path.join(folder, 'a.gan.json'));
    expect(await header({})).toMatchObject({ count: 2, sampleShape: [1, 3, 3] });
    const resized = await header({ channels: 'rgb', size: [8, 16] });
    expect(resized.sampleShape).toEqual([3, 8, 16]);
  });

  it('with images that cannot be read is refused, or read without them', async () => {
    const folder = folderOf({
      'a.png': square(1),
      'b.png': square(2).subarray(0, 40),
      'c.png': square(3, 5),
      'evil\n\u001b]0;x.png': 'text',
      'z.png': square(4),
    });
    const { field, message } = await problemOf(read(folder));
    expect(field).toBe('path');
    expect(message).toMatch(
      /^3 of 5 images cannot be read\. b\.png: .*; c\.png: it is 5×5, the first image 2×2: give `data\.size`/,
    );
    expect(message).toContain('evil\ufffd\ufffd]0;x.png: it is neither a PNG nor a JPEG');
    expect(message).toContain('set `data.skipUnreadable` to `true`');
    const images = await read(folder, { skipUnreadable: true });
    expect([...images.pixels]).toEqual([1, 1, 1, 1, 4, 4, 4, 4]);
    expect(images.fileNames).toEqual(['a.png', 'z.png']);
    expect(images.warnings).toEqual([
      expect.stringContaining('3 of 5 images cannot be read and are left out.'),
    ]);
  });

  it('with links in circles is walked once', async () => {
    const folder = folderOf({ 'a/1.png': square(1) });
    fs.symlinkSync(folder, path.join(folder, 'a', 'loop'));
    fs.symlinkSync('nowhere', path.join(folder, 'broken.png'));
    const outside = folderOf({ '2.png': square(2) });
    fs.symlinkSync(outside, path.join(folder, 'linked'));
    expect((await read(folder)).fileNames).toEqual(['a/1.png', 'linked/2.png']);
  });

  it('that is not there, holds none or would take too much memory is refused', async () => {
    const folder = folderOf({ 'a.txt': 'x', 'b.png': square(1) });
    expect((await problemOf(read(folder, { path: 'no' }))).message).toMatch(
      /no folder or zip archive/,
    );
    expect((await problemOf(read(folder, { path: 'a.txt' }))).message).toMatch(
      /neither a folder nor a zip/,
    );
    expect((await problemOf(read(temporaryFolder()))).message).toMatch(
      /holds no PNG or JPEG images/,
    );
  });
});

describe('the real emoji', () => {
  const [zip, list] = ['noto-emoji-72x72.zip', 'faces.txt'].map((name) =>
    sharedData(`noto-emoji/${name}`),
  );

  it.skipIf(zip === undefined)('are 115 faces in 32×32', async () => {
    const images = await read(inRoot(), { path: zip!, list: list!, size: 32, channels: 'rgb' });
    expect(images).toMatchObject({ count: 115, channels: 3, height: 32, width: 32 });
    expect(images.labels).toBeUndefined();
    // The corners are transparent, so white; the faces are yellow: less blue than red.
    expect(images.pixels[0]).toBe(255);
    const plane = (c: number) => images.pixels.subarray(c * 1024, (c + 1) * 1024);
    const mean = (bytes: Uint8Array) => bytes.reduce((sum, value) => sum + value, 0) / bytes.length;
    expect(images.fileNames[6]).toBe('images/emoji_u1f600.png');
    expect(mean(plane(2))).toBeLessThan(mean(plane(0)));
  });
});
