import {
  type BitbucketPipeline,
  type BitbucketPipelineStep,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Entity } from '@backstage/catalog-model';
import { startPages } from './__testUtils__/startPages';

const page = 'https://bitbucket.org/harbour-bikes/booking-api/src';
const entities: Entity[] = [
  ['of-main', `${page}/main/catalog-info.yaml`],
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
  const { body } = await pages.get('of-main/pipelines');
  const failed = body.data.find(
    ({ state }: BitbucketPipeline) => state === 'failed',
  );
  const steps = `pipelines/${encodeURIComponent(failed.uuid)}/steps`;
  const { uuid } = (await pages.get(`of-main/${steps}`)).body.data.find(
    ({ state }: BitbucketPipelineStep) => state === 'failed',
  );
  const statusOf = async (name: string) =>
    (await pages.get(`${name}/${steps}/${encodeURIComponent(uuid)}/log`))
      .status;
  expect(await statusOf('of-import')).toBe(403);
  expect(await statusOf('of-deleted')).toBe(403);
  expect(await statusOf('of-other')).toBe(403);
  expect(await statusOf('of-main')).toBe(200);
  await pages.stop();
});
