import { escapeHtml } from './renderText';
import type { Site } from '../http/Site';
import type { Person, Project, Repository, Workspace } from '../model/types';
import type { Commit } from '../store/Commit';
import { mainBranchOf } from '../store/LiveRepository';
import { condensedUserBody, teamBody } from './userBodies';
import {
  condensedProjectBody,
  condensedWorkspaceBody,
  createdOn,
} from './workspaceBodies';

/** The inputs of a repository body in addition to the repository. */
export interface RepositoryParts {
  workspace: Workspace;
  project: Project | undefined;
  /** The latest commit of the main branch; undefined if the branch has no commit. */
  tip: Commit | undefined;
  updatedOn: string;
  /** The repository that it was forked from. */
  parent: Repository | undefined;
}

/** Returns a repository as part of another resource. */
export function condensedRepositoryBody(repository: Repository, site: Site) {
  const { workspace, slug, uuid, name = slug } = repository;
  return {
    type: 'repository',
    uuid,
    name,
    full_name: `${workspace}/${slug}`,
    links: {
      self: { href: apiUrlOf(repository, site) },
      html: { href: `${site.url}/${workspace}/${slug}` },
      avatar: { href: `${site.ownUrl}/_stub/avatars/${slug}.svg` },
    },
  };
}

/** Returns a repository for `/2.0/repositories/{workspace}/{repo_slug}`. */
export function repositoryBody(
  repository: Repository,
  { workspace, project, tip, updatedOn, parent }: RepositoryParts,
  site: Site,
) {
  const { links, ...rest } = condensedRepositoryBody(repository, site);
  const self = links.self.href;
  return {
    ...rest,
    slug: repository.slug,
    description: repository.description ?? '',
    scm: 'git',
    language: repository.language ?? '',
    is_private: repository.is_private ?? true,
    fork_policy:
      repository.is_private === false ? 'allow_forks' : 'no_public_forks',
    has_issues: false,
    has_wiki: false,
    size: sizeOf(tip),
    created_on: repository.created_on ?? createdOn(workspace),
    updated_on: updatedOn,
    owner: teamBody(workspace, site),
    workspace: condensedWorkspaceBody(workspace, site),
    ...(project ? { project: condensedProjectBody(project, site) } : {}),
    ...(tip
      ? { mainbranch: { type: 'branch', name: mainBranchOf(repository) } }
      : {}),
    ...(parent ? { parent: condensedRepositoryBody(parent, site) } : {}),
    links: {
      ...links,
      clone: [
        { name: 'https', href: `${links.html.href}.git` },
        {
          name: 'ssh',
          href: `ssh://git@bitbucket.org/${rest.full_name}.git`,
        },
      ],
      commits: { href: `${self}/commits` },
      downloads: { href: `${self}/downloads` },
      forks: { href: `${self}/forks` },
      hooks: { href: `${self}/hooks` },
      pullrequests: { href: `${self}/pullrequests` },
      watchers: { href: `${self}/watchers` },
    },
  };
}

/** Returns the URL of a repository in the REST API. */
export function apiUrlOf({ workspace, slug }: Repository, site: Site): string {
  return `${site.apiUrl}/repositories/${workspace}/${slug}`;
}

/** Returns a commit as part of another resource. */
export function condensedCommitBody(
  repository: Repository,
  { hash }: Pick<Commit, 'hash'>,
  site: Site,
) {
  const html = `${site.url}/${repository.workspace}/${repository.slug}`;
  return {
    type: 'commit',
    hash,
    links: {
      self: { href: `${apiUrlOf(repository, site)}/commit/${hash}` },
      html: { href: `${html}/commits/${hash}` },
    },
  };
}

/** Returns a commit, with the account of its author if it is known. */
export function commitBody(
  repository: Repository,
  commit: Commit,
  author: Person | undefined,
  site: Site,
) {
  return {
    ...condensedCommitBody(repository, commit, site),
    date: commit.date,
    message: commit.message,
    summary: {
      raw: commit.message,
      markup: 'markdown',
      html: `<p>${escapeHtml(commit.message)}</p>`,
    },
    author: {
      type: 'author',
      raw: commit.author.raw,
      ...(author ? { user: condensedUserBody(author, site) } : {}),
    },
    parents: commit.parents.map(hash =>
      condensedCommitBody(repository, { hash }, site),
    ),
    repository: condensedRepositoryBody(repository, site),
  };
}

/** Returns a branch with its latest commit. */
export function branchBody(
  repository: Repository,
  name: string,
  target: object,
  site: Site,
) {
  const self = apiUrlOf(repository, site);
  const id = encodeURIComponent(name);
  return {
    type: 'branch',
    name,
    target,
    merge_strategies: ['merge_commit', 'squash', 'fast_forward'],
    default_merge_strategy: 'merge_commit',
    links: {
      self: { href: `${self}/refs/branches/${id}` },
      commits: { href: `${self}/commits/${id}` },
      html: {
        href: `${site.url}/${repository.workspace}/${repository.slug}/branch/${id}`,
      },
    },
  };
}

function sizeOf(commit: Commit | undefined): number {
  return [...(commit?.files.values() ?? [])].reduce(
    (sum, { data }) => sum + data.length,
    0,
  );
}
