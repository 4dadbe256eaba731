import { type ReactNode } from 'react';
import { Typography } from '@material-ui/core';
import {
  type BitbucketRepositoryComponents,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { Notice } from '../../shared/Notice';

/** A long list would push the content off the page. */
const SHOWN = 3;

interface RepositoryNoticeProps<T> {
  title: string;
  /** Without repositories, there is no notice. */
  repositories: T[];
  describe: (repository: T) => ReactNode;
}

/** Names some repositories with a problem of each. */
export function RepositoryNotice<T extends BitbucketRepositoryComponents>({
  describe,
  repositories,
  title,
}: RepositoryNoticeProps<T>) {
  if (repositories.length === 0) {
    return null;
  }
  const more = repositories.length - SHOWN;
  return (
    <Notice severity="info" title={title}>
      {repositories.slice(0, SHOWN).map(each => (
        <Typography variant="body2" key={each.repository}>
          {visibleText(each.repository)}: {describe(each)}
        </Typography>
      ))}
      {more > 0 && <Typography variant="body2">And {more} more.</Typography>}
    </Notice>
  );
}
