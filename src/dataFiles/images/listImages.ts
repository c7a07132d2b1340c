/** Which image files a folder or a zip archive holds. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCount } from '../../config/formatCount';
import { DataFileError, DataFormatError, errorCode } from '../errors';
import { readBytes, shortName, withFile } from '../openFile';
import { withZip, type ZipEntry } from '../zip';
import { MAX_FILE_BYTES } from './limits';

/** As many as any published set has. */
const MAX_IMAGES = 1_000_000;
/** Of all kinds; a folder that holds more is not one of images. */
const MAX_ENTRIES = 2_000_000;
const MAX_DEPTH = 32;
const MAX_ZIP_BYTES = 2 ** 36;

export interface ImageFile {
  /** Inside the folder or the archive, with slashes. */
  readonly path: string;
  /** @throws DataFileError or DataFormatError */
  read(): Promise<Buffer>;
  /** Becomes another when the file changes. @throws Error of the file system */
  stamp(): Promise<string>;
}

export interface ImageListing {
  /** For messages. */
  readonly name: string;
  /** In the order of their paths, by code unit. */
  readonly files: readonly ImageFile[];
}

/** Hidden files, and what macOS adds to archives, are nobody's images. */
function isImagePath(path: string): boolean {
  return (
    /\.(png|jpe?g)$/i.test(path) &&
    !path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')
  );
}

function byPath(a: ImageFile, b: ImageFile): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

function tooMany(name: string): DataFileError {
  return new DataFileError(
    `${name} holds more than ${formatCount(MAX_IMAGES)} images, or very many other files. Use fewer.`,
  );
}

async function stampOf(path: string): Promise<string> {
  const { size, mtimeMs, ctimeMs } = await stat(path);
  return `${size} ${mtimeMs} ${ctimeMs}`;
}

function fileOnDisk(root: string, path: string): ImageFile {
  const absolute = join(root, path);
  return {
    path,
    read: () => withFile(absolute, (file, bytes) => readBytes(file, bytes), MAX_FILE_BYTES),
    stamp: () => stampOf(absolute),
  };
}

/** What a link leads to; undefined where it leads nowhere. */
async function kindBehind(path: string): Promise<'folder' | 'file' | undefined> {
  try {
    const target = await stat(path);
    if (target.isDirectory()) return 'folder';
    return target.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

/** Walks folders, through links too, but into no folder twice: links may lead in circles. */
class FolderWalk {
  readonly files: ImageFile[] = [];
  private readonly entered = new Set<string>();
  private seen = 0;

  constructor(private readonly root: string) {}

  async enter(path: string, depth: number): Promise<void> {
    const absolute = join(this.root, path);
    const real = await realpath(absolute);
    if (this.entered.has(real) || depth > MAX_DEPTH) return;
    this.entered.add(real);
    const entries = await readdir(absolute, { withFileTypes: true });
    this.seen += entries.length;
    if (this.seen > MAX_ENTRIES) throw tooMany(shortName(this.root));
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      const isLink = entry.isSymbolicLink();
      const behind = isLink ? await kindBehind(join(this.root, inside)) : undefined;
      if (entry.isDirectory() || behind === 'folder') await this.enter(inside, depth + 1);
      else if ((entry.isFile() || behind === 'file') && isImagePath(inside)) {
        this.files.push(fileOnDisk(this.root, inside));
      }
    }
  }
}

async function listFolder(root: string): Promise<ImageListing> {
  const name = shortName(root);
  const walk = new FolderWalk(root);
  try {
    await walk.enter('', 0);
  } catch (error) {
    if (error instanceof DataFileError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataFileError(`${name} cannot be listed: ${reason}.`, { cause: error });
  }
  return { name, files: walk.files.sort(byPath) };
}

function fileInZip(entry: ZipEntry, stamp: string): ImageFile {
  return {
    path: entry.name,
    stamp: () => Promise.resolve(stamp),
    read: async () => {
      if (entry.bytes <= MAX_FILE_BYTES) return entry.read();
      throw new DataFormatError(
        `it has ${Math.ceil(entry.bytes / 2 ** 20)} MiB; at most ${MAX_FILE_BYTES / 2 ** 20} are read`,
      );
    },
  };
}

async function requireArchive(path: string): Promise<void> {
  await withFile(
    path,
    async (file) => {
      const start = await readBytes(file, 2);
      if (start.toString('latin1') === 'PK') return;
      throw new DataFormatError('It is neither a folder nor a zip archive.');
    },
    MAX_ZIP_BYTES,
  );
}

async function withArchive<Result>(
  path: string,
  use: (listing: ImageListing) => Promise<Result>,
): Promise<Result> {
  await requireArchive(path);
  const name = shortName(path);
  try {
    const stamp = await stampOf(path);
    return await withZip(path, (entries) => {
      const files = entries
        .filter((entry) => isImagePath(entry.name))
        .map((entry) => fileInZip(entry, stamp));
      return use({ name, files: files.sort(byPath) });
    });
  } catch (error) {
    if (!(error instanceof DataFormatError)) throw error;
    throw new DataFileError(`${name} cannot be used. ${error.message}`, { cause: error });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') return false;
    throw new DataFileError(
      `There is no folder or zip archive ${path}. The path is taken relative to the config file; correct it, or put the images there.`,
      { cause: error },
    );
  }
}

/**
 * Lists the images of a folder or an archive, which stays open as long as they are used.
 *
 * @throws DataFileError
 */
export async function withImageListing<Result>(
  path: string,
  use: (listing: ImageListing) => Promise<Result>,
): Promise<Result> {
  const checked = (listing: ImageListing) => {
    const { name, files } = listing;
    if (files.length === 0) throw new DataFileError(`${name} holds no PNG or JPEG images.`);
    if (files.length > MAX_IMAGES) throw tooMany(name);
    return use(listing);
  };
  if (await isFolder(path)) return checked(await listFolder(path));
  return withArchive(path, checked);
}
