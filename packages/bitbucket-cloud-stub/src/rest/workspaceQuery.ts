import type { Person, Workspace } from '../seed/types';

/**
 * Filters and sorts the workspaces of a person as the parameters `administrator`, `q` and `sort` of
 * `/2.0/user/workspaces` ask for. A `q` may compare `slug` by `=`, `!=` or `~` (contains).
 *
 * @returns A message for a 400 when one of the parameters is wrong.
 *
 * Source: https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering
 */
export function selectWorkspaces(
  workspaces: Workspace[],
  person: Person,
  parameters: URLSearchParams,
): Workspace[] | string {
  const administrator = parameters.get('administrator');
  if (administrator !== null && !/^(true|false)$/.test(administrator)) {
    return 'Invalid value for administrator: it must be true or false.';
  }
  const sort = parameters.get('sort') ?? 'slug';
  if (!/^-?slug$/.test(sort)) {
    return 'Invalid field for sort: only slug is supported.';
  }
  const matches = readQuery(parameters.get('q'));
  if (!matches) {
    return 'Invalid query: only comparisons of slug by =, != and ~ are supported.';
  }
  const selected = workspaces.filter(({ slug }) => {
    const isAdministrator = String(person.workspaces[slug] === 'owner');
    return (
      matches(slug) &&
      (administrator === null || administrator === isAdministrator)
    );
  });
  const ascending = selected.sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return sort === 'slug' ? ascending : ascending.reverse();
}

function readQuery(
  query: string | null,
): ((slug: string) => boolean) | undefined {
  if (query === null) {
    return () => true;
  }
  const parts = /^\s*slug\s*(=|!=|~)\s*"([^"\\]*)"\s*$/.exec(query);
  if (!parts) {
    return undefined;
  }
  const [, operator, value] = parts;
  switch (operator) {
    case '=':
      return slug => slug === value;
    case '!=':
      return slug => slug !== value;
    default:
      return slug => slug.includes(value.toLowerCase());
  }
}
