import {
  type BitbucketPipeline,
  type BitbucketPipelineStep,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Entity } from '@backstage/catalog-model';
import { startPages } from './__testUtils__/startPages';

const page = 'https://bitbucket.org/harbour-bikes/booking-api/src';
const entities: Entity[] = [
  ['booking-api', `${page}/main/catalog-info.yaml`],
  // The repository with this name had an entity in the file before. The catalog keeps it.
  ['of-earlier', `${page}/main/README.md`],
  // A user opened a pull request of the import, and registered its file.
  ['of-import', `${page}/backstage-integration/catalog-info.yaml`],
  // The file was deleted, or the repository had another name. The catalog keeps the entity.
  ['of-deleted', `${page}/main/deleted.yaml`],
  ['of-other', 'https://bitbucket.org/harbour-bikes/mine/src/main/a.yaml'],
].map(([name, file]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: {
      'bitbucket.org/repo-slug': 'harbour-bikes/booking-api',
      'backstage.io/managed-by-location': `url:${file}`,
      'backstage.io/managed-by-origin-location': `url:${file}`,
    },
  },
  spec: {},
}));

it('shows logs only on entities of the main branch', async () => {
  const pages = await startPages({}, { entities });
  const { body } = await pages.get('booking-api/pipelines');
  const failed = body.data.find(
    ({ state }: BitbucketPipeline) => state === 'failed',
  );
  const steps = `pipelines/${encodeURIComponent(failed.uuid)}/steps`;
  const { uuid } = (await pages.get(`booking-api/${steps}`)).body.data.find(
    ({ state }: BitbucketPipelineStep) => state === 'failed',
  );
  const statusOf = async (name: string) =>
    (await pages.get(`${name}/${steps}/${encodeURIComponent(uuid)}/log`))
      .status;
  expect(await statusOf('of-import')).toBe(403);
  expect(await statusOf('of-deleted')).toBe(403);
  expect(await statusOf('of-other')).toBe(403);
  expect(await statusOf('of-earlier')).toBe(403);
  expect(await statusOf('booking-api')).toBe(200);
  await pages.stop();
});
