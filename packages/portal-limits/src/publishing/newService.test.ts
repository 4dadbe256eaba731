import {
  type RedirectedBitbucket,
  startBitbucket,
} from '../__testUtils__/startBitbucket';
import {
  startTemplates,
  type Templates,
} from '../__testUtils__/startTemplates';

const TEMPLATE = 'template:default/new-service';
const TOKEN = 'not-a-token-of-the-workspace-only-the-stub-accepts-it';
const REPOSITORIES = '/2.0/repositories/harbour-bikes';

const valuesOf = (name: string) => ({
  name,
  description: 'Counts the rides of a day',
  owner: 'group:default/booking',
  system: 'booking',
  publish: true,
  repoUrl: `bitbucket.org?workspace=harbour-bikes&project=BOOK&repo=${name}`,
});

describe('the template New service', () => {
  let bitbucket: RedirectedBitbucket;
  let templates: Templates;

  beforeAll(async () => {
    bitbucket = await startBitbucket();
    templates = await startTemplates({
      integrations: { bitbucketCloud: [{ token: TOKEN }] },
      scaffolder: { bitbucketCloud: { workspaces: ['harbour-bikes'] } },
    });
    await waitForTemplate(templates);
  });

  beforeEach(() => bitbucket.stub.reset());

  afterAll(async () => {
    await templates.stop();
    await bitbucket.close();
  });

  /** Reads from the stub. */
  async function read(path: string) {
    const response = await fetch(
      `${bitbucket.stub.url}${REPOSITORIES}/${path}`,
      { headers: { authorization: `Bearer ${TOKEN}` } },
    );
    return response.json();
  }

  const countCalls = (match: { method?: string; path: string }) =>
    bitbucket.stub.journal.entries(match).length;

  async function expectService(name: string) {
    expect((await read(`${name}/commits`)).values).toHaveLength(1);
    expect(await read(`${name}/pipelines_config`)).toMatchObject({
      enabled: true,
    });
    const path = `/api/catalog/entities/by-name/component/default/${name}`;
    await until(async () => (await templates.call(path)).status === 200);
  }

  it('creates the repository, pushes, enables pipelines and registers the service', async () => {
    const run = await templates.run(TEMPLATE, valuesOf('ride-api'));

    expect(run.log).toMatch(/status: completed$/);
    await expectService('ride-api');
    expect(await read('ride-api')).toMatchObject({
      is_private: true,
      description: 'Counts the rides of a day',
      project: { key: 'BOOK' },
    });
    expect(run.output.links).toEqual([
      expect.objectContaining({
        url: 'https://bitbucket.org/harbour-bikes/ride-api/src/main',
      }),
      expect.objectContaining({ entityRef: 'component:default/ride-api' }),
    ]);
  });

  it('repeats the first push while Bitbucket does not find the repository', async () => {
    bitbucket.stub.faults.add({
      path: '/harbour-bikes/late-api.git/**',
      times: 2,
      status: 404,
    });
    const run = await templates.run(TEMPLATE, valuesOf('late-api'));

    expect(run.log).toMatch(/status: completed$/);
    expect(run.log).toContain('Git push failed (attempt 2/');
    await expectService('late-api');
  });

  it.each([
    ['the push', { path: '/harbour-bikes/again-1.git/**', status: 403 }],
    [
      'the configuration of pipelines',
      { path: `${REPOSITORIES}/again-2/pipelines_config`, status: 403 },
    ],
  ])('succeeds in a new run after %s failed', async (_, fault) => {
    const [name] = /again-\d/.exec(fault.path)!;
    const { id } = bitbucket.stub.faults.add(fault);
    const failed = await templates.run(TEMPLATE, valuesOf(name));
    bitbucket.stub.faults.remove(id);
    const run = await templates.run(TEMPLATE, valuesOf(name));

    expect(failed.status).toBe('failed');
    expect(run.log).toMatch(/status: completed$/);
    expect(run.log).toMatch(
      /already (exists and is empty|contains the same files)/,
    );
    await expectService(name);
  });

  it('continues where it failed when the user starts the same run again', async () => {
    const { id } = bitbucket.stub.faults.add({
      path: `${REPOSITORIES}/retried/pipelines_config`,
      status: 403,
    });
    const failed = await templates.run(TEMPLATE, valuesOf('retried'));
    bitbucket.stub.faults.remove(id);
    const run = await templates.retry(failed.id);

    expect(failed.status).toBe('failed');
    expect(run.log).toMatch(/status: completed$/);
    expect(
      countCalls({ method: 'POST', path: `${REPOSITORIES}/retried` }),
    ).toBe(1);
    await expectService('retried');
  });

  it('registers a file that Bitbucket does not return yet, and reads it later', async () => {
    const { id } = bitbucket.stub.faults.add({
      path: `${REPOSITORIES}/unread/src/main/catalog-info.yaml`,
      status: 500,
    });
    const run = await templates.run(TEMPLATE, valuesOf('unread'));
    const again = await templates.run(TEMPLATE, valuesOf('unread'));
    bitbucket.stub.faults.remove(id);

    expect(run.log).toMatch(/status: completed$/);
    expect(again.log).toMatch(/status: completed$/);
    await expectService('unread');
  });

  it('succeeds again after a complete run, and changes nothing', async () => {
    await templates.run(TEMPLATE, valuesOf('twice'));
    await expectService('twice');
    const run = await templates.run(TEMPLATE, valuesOf('twice'));

    expect(run.log).toMatch(/status: completed$/);
    expect(run.log).toContain('The catalog already contains https://');
    await expectService('twice');
  });

  it.each([
    [
      'other files',
      { name: 'booking-web' },
      /already exists and has other contents .* did not change it\. Choose another name/,
    ],
    [
      'another project',
      { name: 'price-library', project: 'FLEET' },
      /already exists, in the project BOOK\. Choose another name/,
    ],
  ])('does not change a repository with %s', async (_, target, message) => {
    const { name, project = 'BOOK' } = target as Record<string, string>;
    const before = await read(`${name}/commits`);
    const run = await templates.run(TEMPLATE, {
      ...valuesOf(name),
      repoUrl: `bitbucket.org?workspace=harbour-bikes&project=${project}&repo=${name}`,
    });

    expect(run).toMatchObject({ status: 'failed' });
    expect(run.log).toMatch(message);
    expect(await read(`${name}/commits`)).toEqual(before);
  });

  it.each([['Of another team'], ['']])(
    'does not use an empty repository that it has not created (description: %j)',
    async description => {
      const name = description ? 'of-others' : 'of-others-2';
      await fetch(`${bitbucket.stub.url}${REPOSITORIES}/${name}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          scm: 'git',
          description,
          is_private: true,
          project: { key: 'BOOK' },
        }),
      });
      const run = await templates.run(TEMPLATE, valuesOf(name));

      expect(run).toMatchObject({ status: 'failed' });
      expect(run.log).toMatch(/already exists, .* Choose another name/);
      expect((await read(`${name}/commits`)).values).toEqual([]);
    },
  );

  it('explains that the project does not exist', async () => {
    const run = await templates.run(TEMPLATE, {
      ...valuesOf('no-scope'),
      repoUrl:
        'bitbucket.org?workspace=harbour-bikes&project=NONE&repo=no-scope',
    });

    expect(run.log).toContain(
      'Check that the project NONE exists in the workspace harbour-bikes',
    );
  });
});

describe('the form of New service', () => {
  const workspaces = { bitbucketCloud: { workspaces: ['harbour-bikes'] } };

  it.each<[string, object, RegExp]>([
    [
      'no credentials',
      { integrations: { bitbucketCloud: [{}] }, scaffolder: workspaces },
      /^\*\*This portal has no credentials for Bitbucket Cloud.* these steps fail: _Create the repository_, _Enable pipelines_/,
    ],
    [
      'no workspace',
      { integrations: { bitbucketCloud: [{ token: TOKEN }] } },
      /^\*\*Templates of this portal cannot access a Bitbucket workspace/,
    ],
  ])('says beforehand that the portal has %s', async (_, config, message) => {
    const templates = await startTemplates(config);
    const { steps } = await waitForTemplate(templates);
    const run = await templates.run(TEMPLATE, valuesOf('ride-api'));
    await templates.stop();

    expect(steps[0].schema.description).toMatch(message);
    expect(run.log).toMatch(
      /The portal has no credentials|No workspace is configured/,
    );
  });

  it('has no note if templates work', async () => {
    const templates = await startTemplates({
      integrations: { bitbucketCloud: [{ token: TOKEN }] },
      scaffolder: workspaces,
    });
    const { steps } = await waitForTemplate(templates);
    await templates.stop();

    expect(steps[0].schema.description).toBeUndefined();
  });
});

/** Returns the form of the template, when the catalog contains the template. */
async function waitForTemplate(templates: Templates) {
  const path = `/api/scaffolder/v2/templates/default/template/new-service/parameter-schema`;
  await until(async () => (await templates.call(path)).status === 200);
  return (await templates.call(path)).body;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
