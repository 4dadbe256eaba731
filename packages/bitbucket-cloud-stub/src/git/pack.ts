import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import git from 'isomorphic-git';
import type { GitObject } from './objects';

const TYPES: Record<GitObject['type'], number> = {
  commit: 1,
  tree: 2,
  blob: 3,
  tag: 4,
};

/**
 * Returns a pack of objects, without deltas.
 *
 * Source: https://git-scm.com/docs/gitformat-pack
 */
export function writePack(objects: Iterable<GitObject>): Buffer {
  const all = [...objects];
  const header = Buffer.alloc(12);
  header.write('PACK');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(all.length, 8);
  const body = Buffer.concat([
    header,
    ...all.flatMap(object => [headerOf(object), deflateSync(object.data)]),
  ]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

/**
 * Reads the objects of a pack that a client sent, with isomorphic-git, which resolves deltas.
 *
 * @throws Error if the pack is invalid, or not complete by itself ("thin").
 */
export async function readPack(pack: Buffer): Promise<Map<string, GitObject>> {
  const folder = await mkdtemp(join(tmpdir(), 'bitbucket-cloud-stub-'));
  try {
    await git.init({ fs, dir: folder, gitdir: folder, bare: true });
    const filepath = 'objects/pack/pack-received.pack';
    await fs.promises.mkdir(join(folder, 'objects/pack'), { recursive: true });
    await writeFile(join(folder, filepath), pack);
    const { oids } = await git.indexPack({
      fs,
      dir: folder,
      gitdir: folder,
      filepath,
    });
    const objects = new Map<string, GitObject>();
    for (const oid of oids) {
      const { type, object } = await git.readObject({
        fs,
        gitdir: folder,
        oid,
        format: 'content',
      });
      objects.set(oid, {
        type: type as GitObject['type'],
        data: Buffer.from(object as Uint8Array),
      });
    }
    return objects;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function headerOf({ type, data }: GitObject): Buffer {
  let size = data.length;
  let byte = (TYPES[type] << 4) | (size & 15);
  size = Math.floor(size / 16);
  const bytes: number[] = [];
  while (size > 0) {
    bytes.push(byte | 128);
    byte = size & 127;
    size = Math.floor(size / 128);
  }
  return Buffer.from([...bytes, byte]);
}
