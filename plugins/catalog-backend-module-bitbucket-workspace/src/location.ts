/** Where the entities of a provider come from, as their annotations say. */
export function locationOf(providerId: string): string {
  return `bitbucket-workspace:${providerId}`;
}

/** The provider that a location names, or undefined where it is of another source. */
export function providerIdOf(location: string | undefined): string | undefined {
  return /^bitbucket-workspace:(.+)$/.exec(location ?? '')?.[1];
}
