import { InputError } from '@backstage/errors';

/** The slugs in the address of a repository. */
export interface RepositoryAddress {
  workspace: string;
  repository: string;
}

/** https://support.atlassian.com/bitbucket-cloud/docs/workspace-ids/ */
const WORKSPACE = /^[a-z0-9_-]+$/i;
/** Bitbucket's characters for a repository slug. */
const REPOSITORY = /^(?!\.{1,2}$)[a-z0-9_.-]+$/i;
/** `git@host:workspace/repository`, which is not a URL. */
const SCP = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/)(.+)$/;
/** Longer than any address. */
const LONGEST = 1000;

/**
 * Reads the address of a repository as users copy it: the page of the repository, of a branch or a folder in it, or an address
 * for `git clone`.
 *
 * @param sites - base URLs of Bitbucket's pages, the one for examples first
 * @throws InputError with a sentence for the user
 */
export function parseRepositoryAddress(
  text: string,
  sites: readonly string[],
): RepositoryAddress {
  const example = `${sites[0]}/your-workspace/your-repository`;
  const fail = (sentence: string): never => {
    throw new InputError(`${sentence} Enter an address such as ${example}.`);
  };
  const address = text.trim();
  if (address === '' || address.length > LONGEST) {
    fail('The address of the repository is missing or too long.');
  }
  const url =
    toUrl(address) ?? fail('This is not the address of a repository.');
  const hosts = sites.flatMap(site => {
    const { host, hostname } = new URL(site);
    return [host, hostname, `www.${host}`];
  });
  if (!hosts.includes(url.host) && !hosts.includes(url.hostname)) {
    fail(explainHost(url));
  }
  const [workspace, repository, ...rest] = url.pathname
    .split('/')
    .filter(part => part !== '')
    .map(decode);
  if (workspace === undefined || repository === undefined) {
    fail('The address names no repository.');
  }
  const slug = repository.replace(/\.git$/i, '');
  if (!WORKSPACE.test(workspace) || !REPOSITORY.test(slug)) {
    fail(
      'The address contains characters that no repository has in its address.',
    );
  }
  if (repository === 'workspace' || workspace === 'account') {
    fail('The address is a page of the workspace, not of a repository.');
  }
  if (isFile(rest)) {
    throw new InputError(
      `The address is a file in the repository. Enter the address of the repository: ${sites[0]}/${workspace}/${slug}. To register a catalog file, enter the address of a file that ends with .yaml or .yml.`,
    );
  }
  return { workspace: workspace.toLowerCase(), repository: slug.toLowerCase() };
}

function toUrl(address: string): URL | undefined {
  const url = URL.parse(withProtocol(address));
  return url && /^(https?|ssh|git):$/.test(url.protocol) && url.hostname !== ''
    ? url
    : undefined;
}

function withProtocol(address: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    return address;
  }
  const [, host, path] = SCP.exec(address) ?? [];
  return host === undefined ? `https://${address}` : `ssh://${host}/${path}`;
}

function explainHost({ host, pathname }: URL): string {
  // https://confluence.atlassian.com/bitbucketserver
  const isServer = /^\/(projects|users|scm)\//.test(pathname);
  return isServer
    ? `${host} is Bitbucket Server or Data Center. This page only imports repositories from Bitbucket Cloud.`
    : `${host} is not the host of Bitbucket Cloud.`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `src/<branch>/<path>`; a branch can contain slashes, so only a name with a dot counts as a file. */
function isFile([page, branch, ...path]: string[]): boolean {
  return (
    ['src', 'raw'].includes(page) &&
    branch !== undefined &&
    /\.[a-z0-9]+$/i.test(path.at(-1) ?? '')
  );
}
