import { RestError } from './RestError';

/** Reads `administrator`: true or false. */
export function readAdministrator(
  value: string | undefined,
): boolean | undefined {
  if (value !== undefined && !/^(true|false)$/.test(value)) {
    throw new RestError(
      400,
      'Invalid value for administrator: it must be true or false.',
    );
  }
  return value === undefined ? undefined : value === 'true';
}

/** The roles of `/2.0/repositories/{workspace}`. */
export type RepositoryRole = 'admin' | 'contributor' | 'member' | 'owner';

/** Reads `role`. */
export function readRole(
  value: string | undefined,
): RepositoryRole | undefined {
  if (
    value !== undefined &&
    !/^(admin|contributor|member|owner)$/.test(value)
  ) {
    throw new RestError(
      400,
      'Invalid value for role: it must be admin, contributor, member or owner.',
    );
  }
  return value as RepositoryRole | undefined;
}

/** Reads `max_depth`: a whole number from 1. */
export function readDepth(value: string | undefined): number {
  if (value !== undefined && !/^[1-9]\d{0,3}$/.test(value)) {
    throw new RestError(
      400,
      'Invalid value for max_depth: it must be a whole number from 1.',
    );
  }
  return value === undefined ? 1 : Number(value);
}
