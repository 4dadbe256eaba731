/**
 * The scopes of Bitbucket Cloud with their descriptions.
 *
 * Source: securitySchemes of Atlassian's OpenAPI document,
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#scopes
 */
export const SCOPES: ReadonlyMap<string, string> = new Map([
  ['account', 'Read your account information'],
  ['account:write', 'Read and modify your account information'],
  ['email', 'Read your email addresses'],
  ['team', 'Read your workspace membership information'],
  ['team:write', 'Read and modify your workspace membership information'],
  ['project', "Read your workspaces' projects and their repositories"],
  ['project:admin', 'Read and modify settings of your projects'],
  ['repository', 'Read your repositories'],
  ['repository:write', 'Read and modify your repositories'],
  ['repository:admin', 'Administer your repositories'],
  ['repository:delete', 'Delete your repositories'],
  ['pullrequest', 'Read your repositories and their pull requests'],
  [
    'pullrequest:write',
    'Read and modify your repositories and their pull requests',
  ],
  ['issue', "Read your repositories' issues"],
  ['issue:write', "Read and modify your repositories' issues"],
  ['wiki', "Read and modify your repositories' wikis"],
  ['webhook', "Read and modify your repositories' webhooks"],
  ['snippet', 'Read your snippets'],
  ['snippet:write', 'Read and modify your snippets'],
  ['pipeline', "Read your repositories' build pipelines"],
  ['pipeline:write', "Read and rerun your repositories' build pipelines"],
  [
    'pipeline:variable',
    "Read your repositories' build pipelines and configure their variables",
  ],
  ['runner', "Read your workspaces' and repositories' runners"],
  [
    'runner:write',
    "Read and modify your workspaces' and repositories' runners",
  ],
  ['test', "Read your workspaces' and repositories' test results"],
  [
    'test:write',
    "Read and modify your workspaces' and repositories' test results",
  ],
]);

// Every implied scope in full, so that no search is needed. Administering implies neither reading nor
// writing.
const IMPLIED = new Map([
  ['account', ['email']],
  ['account:write', ['account', 'email']],
  ['team:write', ['team']],
  ['project', ['repository']],
  ['repository:write', ['repository']],
  ['pullrequest', ['repository']],
  ['pullrequest:write', ['pullrequest', 'repository:write', 'repository']],
  ['issue:write', ['issue']],
  ['snippet:write', ['snippet']],
  ['pipeline:write', ['pipeline']],
  ['runner:write', ['runner']],
  ['test:write', ['test']],
]);

/** Splits a space-separated `scope` parameter; a missing or empty one contains no scope. */
export function parseScopes(value: string | undefined): string[] {
  return [...new Set((value ?? '').split(' ').filter(Boolean))];
}

/** Returns whether the granted scopes contain or imply the required one. */
export function isScopeGranted(
  granted: readonly string[],
  required: string,
): boolean {
  return granted.some(
    scope => scope === required || IMPLIED.get(scope)?.includes(required),
  );
}
