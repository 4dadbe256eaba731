import { join } from 'node:path';
import { isAnswering, type PortUse } from '../lib/ports.mts';
import type { DevMode } from './devMode.mts';

/** One of the programs of `yarn dev` and `yarn demo`. */
export type Part = PortUse & {
  /** Name of its package, which Lerna prints before its lines. */
  packageName: string;
  /** The prefix of its lines in the output. */
  label: string;
  /** The URL for the user. */
  url: string;
  /** Responds with a 2xx status when the part is ready. */
  readyUrl: string;
};

const frontEnd: Part = {
  packageName: 'app',
  label: 'app',
  usedFor: 'the front end',
  port: 3000,
  url: 'http://localhost:3000',
  readyUrl: 'http://localhost:3000/',
};

/** The backend of the portal. */
export const backend: Part = {
  packageName: 'backend',
  label: 'backend',
  usedFor: 'the backend',
  port: 7007,
  url: 'http://localhost:7007',
  readyUrl: 'http://localhost:7007/.backstage/health/v1/readiness',
};

/** The stub for Bitbucket Cloud. */
export const stub: Part = {
  packageName: '@backstage-bitbucket/bitbucket-cloud-stub',
  label: 'stub',
  usedFor: 'the stub of Bitbucket Cloud',
  port: 7100,
  url: 'http://localhost:7100',
  readyUrl: 'http://localhost:7100/',
};

/** Returns the parts of a mode. With the real Bitbucket Cloud, no stub is started. */
export function partsOf(mode: DevMode): Part[] {
  return mode === 'stub' ? [frontEnd, backend, stub] : [frontEnd, backend];
}

/** The parts of `yarn demo`, whose backend serves the front end. */
export const demoParts: Part[] = [
  { ...backend, usedFor: 'the portal', label: 'portal' },
  stub,
];

/**
 * Returns the value of DEV_CONFIG, which the `dev` scripts of the packages add to their command line.
 */
export function configArguments(files: string[]): string {
  return files.map(file => `--config ${join('../..', file)}`).join(' ');
}

/** Returns whether the part is ready. */
export async function isReady(part: Part): Promise<boolean> {
  if (!(await isAnswering(part.port))) {
    return false;
  }
  try {
    const response = await fetch(part.readyUrl, {
      signal: AbortSignal.timeout(5000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
