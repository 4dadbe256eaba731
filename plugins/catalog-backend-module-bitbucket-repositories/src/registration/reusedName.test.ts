import { startImport } from '../__testUtils__/startImport';
import {
  catalogFile,
  repository,
  startStub,
  WORKSPACE,
} from '../__testUtils__/startRepositories';
import { waitUntil } from '../__testUtils__/waitUntil';

const OWN_FILE = { 'catalog-info.yaml': catalogFile('booking') };
const ATTACK = {
  'catalog-info.yaml': `${catalogFile('booking').replace(
    'guests',
    'attackers',
  )}---\n${catalogFile('attack')}`,
};

it('a registration during the run that finds a rename does not take over the entities', async () => {
  const {
    portal,
    stop,
    stub: before,
  } = await startImport({
    repositories: [repository(1, { slug: 'booking', files: OWN_FILE })],
  });
  await portal.run();
  await portal.untilComponents('booking');
  const stub = await startStub(
    [
      repository(1, { slug: 'renamed', files: OWN_FILE }),
      repository(2, { slug: 'booking', files: ATTACK }),
      repository(3),
    ],
    before,
  );
  // The run has stored the new address of the first repository, and waits for the file of the last one.
  const { id } = stub.faults.add({
    path: `/2.0/repositories/${WORKSPACE}/*/src/**`,
    nth: 1,
    latency: 2000,
  });
  const running = portal.run();
  await waitUntil(
    () => stub.faults.list().find(each => each.id === id)!.hits > 0,
  );
  const response = await fetch(`${portal.catalogUrl}/locations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'url',
      target: `https://bitbucket.org/${WORKSPACE}/booking/src/main/catalog-info.yaml`,
    }),
  });
  expect(response.status).toBe(404);
  await running;
  await portal.untilComponents('booking', 'repo-3');
  await portal.run();
  await portal.untilComponents('attack', 'booking', 'repo-3');
  const { metadata, spec } = (await portal.read('component/default/booking'))!;
  expect(spec?.owner).toBe('guests');
  expect(metadata.annotations?.['backstage.io/managed-by-location']).toContain(
    '/renamed/',
  );
  await stop();
  await stub.close();
});
