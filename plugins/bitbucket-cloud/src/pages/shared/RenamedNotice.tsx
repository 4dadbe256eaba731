import {
  type BitbucketRenamedRepository,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { ComponentLinks } from './ComponentLinks';
import { RepositoryNotice } from './RepositoryNotice';

/** Names the repositories that have a new name, and the components whose owners can correct it. */
export const RenamedNotice = ({
  repositories,
}: {
  repositories: BitbucketRenamedRepository[];
}) => (
  <RepositoryNotice
    title={
      repositories.length === 1
        ? '1 repository has a new name.'
        : `${repositories.length} repositories have a new name.`
    }
    repositories={repositories}
    describe={({ components, renamedTo }) => (
      <>
        now {visibleText(renamedTo)}. The owners of{' '}
        <ComponentLinks components={components} /> can correct the annotation
        bitbucket.org/repo-slug.
      </>
    )}
  />
);
