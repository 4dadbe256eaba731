import type { Repository } from '../model/types';
import type { CommitStatus } from '../store/Pipeline';
import { apiUrlOf, condensedRepositoryBody } from './repositoryBodies';
import type { Resources } from './Resources';

/** Returns a build status of a commit. */
export function statusBody(
  { site }: Pick<Resources, 'site'>,
  repository: Repository,
  status: CommitStatus,
) {
  const { hash, key, state, name, description, url, refname } = status;
  const commit = `${apiUrlOf(repository, site)}/commit/${hash}`;
  const { links, ...about } = condensedRepositoryBody(repository, site);
  return {
    type: 'build',
    key,
    name,
    state,
    description,
    url,
    ...(refname === undefined ? {} : { refname }),
    created_on: status.createdOn,
    updated_on: status.updatedOn,
    repository: { ...about, links },
    commit: {
      type: 'commit',
      hash,
      links: {
        self: { href: commit },
        html: { href: `${links.html.href}/commits/${hash}` },
      },
    },
    links: {
      self: { href: `${commit}/statuses/build/${encodeURIComponent(key)}` },
      commit: { href: commit },
    },
  };
}
