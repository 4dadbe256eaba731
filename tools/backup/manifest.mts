import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** A reason not to back up or restore, in one sentence with what to do. */
export class Refusal extends Error {}

const MANIFEST = 'manifest.json';

const databaseSchema = z.object({
  /** The name of the database when it was backed up. */
  name: z.string(),
  file: z.string().regex(/^[\w.-]+\.dump$/),
  bytes: z.number(),
  sha256: z.string(),
  /** The names of the migrations, by `<schema>.<table>`. */
  migrations: z.record(z.string(), z.array(z.string())),
  /** The number of rows, by `<schema>.<table>`. */
  rows: z.record(z.string(), z.number()),
});

const manifestSchema = z.object({
  format: z.literal(1),
  createdAt: z.string(),
  portalVersion: z.string(),
  backstageVersion: z.string(),
  /** The major version of the server. */
  postgres: z.number(),
  division: z.enum(['schema', 'database']),
  /** The OAuth consumer of each auth environment, as the first 16 digits of the SHA-256 hash of its key. */
  consumers: z.record(z.string(), z.string()),
  /** The sessions that had not ended, by auth environment, and the newest format of their payload. */
  sessions: z.object({
    environments: z.record(z.string(), z.number()),
    format: z.number(),
  }),
  databases: z.array(databaseSchema),
});

/** What a backup contains. It has no secret. */
export type Manifest = z.infer<typeof manifestSchema>;
export type DatabaseEntry = z.infer<typeof databaseSchema>;

/** Writes the manifest, which completes a backup. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(
    join(folder, MANIFEST),
    `${JSON.stringify(manifest, undefined, 2)}\n`,
    { mode: 0o600 },
  );
}

/**
 * Reads the manifest of a backup, and compares the checksums of its files.
 *
 * @throws Refusal if the backup is incomplete or damaged
 */
export async function readBackup(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) {
    throw new Refusal(
      `${folder} is not a complete backup, because it has no ${MANIFEST}. Choose a folder that yarn backup has written.`,
    );
  }
  const manifest = parse(readFileSync(file, 'utf8'));
  if (!manifest) {
    throw new Refusal(
      `${file} is damaged, or a newer build wrote it. Choose another backup, or check out the version that wrote it.`,
    );
  }
  for (const { file: name, sha256 } of manifest.databases) {
    const dump = join(folder, name);
    if (!existsSync(dump) || (await hashFile(dump)) !== sha256) {
      throw new Refusal(
        `${dump} is missing or damaged: its checksum is not the one of the manifest. Copy the backup again, or choose another one.`,
      );
    }
  }
  return manifest;
}

function parse(text: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Returns the SHA-256 hash in hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
