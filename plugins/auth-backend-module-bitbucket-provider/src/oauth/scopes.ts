/** Splits scopes like Backstage: at white space, commas and `|`. */
export function splitScopes(scope = ''): string[] {
  return scope.split(/[\s|,]/).filter(Boolean);
}

/**
 * Returns the scopes that a response reports: the requested scopes that Bitbucket granted, and always
 * the base scopes. Backstage's client repeatedly requests a scope that the response does not report.
 */
export function reportScopes(
  requested: string[],
  granted: string[],
  base: string[],
): { scopes: string[]; hasMore: boolean } {
  const more = requested.filter(
    each => granted.includes(each) && !base.includes(each),
  );
  return {
    scopes: [...new Set([...base, ...more])],
    hasMore: more.length > 0,
  };
}
