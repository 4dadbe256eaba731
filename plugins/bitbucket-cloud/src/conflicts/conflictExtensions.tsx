import { ApiBlueprint } from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { bitbucketConflictsApiFactory } from './api/bitbucketConflictsApiFactory';

const conflictsApi = ApiBlueprint.make({
  name: 'conflicts',
  params: defineParams => defineParams(bitbucketConflictsApiFactory),
});

const conflictWarning = EntityCardBlueprint.make({
  name: 'conflict-warning',
  params: {
    type: 'content',
    loader: async () => {
      const { EntityBitbucketConflictWarning } = await import(
        './components/EntityBitbucketConflictWarning'
      );
      return <EntityBitbucketConflictWarning />;
    },
  },
});

/** The extensions for files that define the same entity, for the new front-end system. */
export const conflictExtensions = [conflictsApi, conflictWarning];
