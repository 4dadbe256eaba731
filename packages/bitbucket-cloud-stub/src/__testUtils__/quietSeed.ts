import type { Seed } from '../model/types';
import { defaultSeedPath, readSeedFile } from '../seed/readSeed';

/** The default seed without pull requests and pipelines, for tests that begin with an empty repository. */
export function quietSeed(): Seed {
  return { ...readSeedFile(defaultSeedPath()), activity: undefined };
}
