import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { type UrlReaderService } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { type TemplateAction } from '@backstage/plugin-scaffolder-node';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { captureActions } from '../__testUtils__/captureActions';
import {
  type RedirectedBitbucket,
  startBitbucket,
} from '../__testUtils__/startBitbucket';
import { configuredReaders } from '../reading/configuredReaders';
import { scaffolderModulePublishing } from './scaffolderModulePublishing';

const PAGE = resolve(__dirname, '../../../../docs/operate/configuration.md');
const SITE = 'https://bitbucket.org/harbour-bikes';
const EMAIL = 'mira.lindqvist@harbourbikes.example';
/** The repository of the repository access token. */
const REPOSITORY = 'platform-services';

// The scopes of the table in the document.
const READ = ['repository'];
const CHANGE = ['repository:write', 'repository:admin', 'pullrequest:write'];

/** Creates credentials at the stub, and returns the entry under `integrations.bitbucketCloud`. */
type Create = (scopes: string[]) => object;
/** Uses the credentials; rejects if they do not work. */
type Use = (access: Access) => Promise<unknown>;

interface Access {
  reader: UrlReaderService;
  /** Runs a template action for a repository. */
  run(id: string, repository: string, input?: object): Promise<void>;
}

let bitbucket: RedirectedBitbucket;
let table: string[][];
let count = 0;

beforeAll(async () => {
  bitbucket = await startBitbucket();
  table = await readTable();
});

afterAll(() => bitbucket.close());

/** By the title of a column. */
const CREDENTIALS: Record<string, Create> = {
  'OAuth consumer'(scopes) {
    const client = { id: `consumer-${count++}`, secret: 'of-the-consumer' };
    const workspace = 'harbour-bikes';
    bitbucket.stub.registerClient({ ...client, scopes, workspace });
    return { clientId: client.id, clientSecret: client.secret };
  },
  'API token of an account'(scopes) {
    const token = `api-token-${count++}`;
    bitbucket.stub.registerAccessToken({ token, email: EMAIL, scopes });
    return { username: EMAIL, token };
  },
  'Access token of a workspace'(scopes) {
    const token = `workspace-token-${count++}`;
    const workspace = 'harbour-bikes';
    bitbucket.stub.registerAccessToken({ token, workspace, scopes });
    return { token };
  },
  'Access token of a repository'(scopes) {
    const token = `repository-token-${count++}`;
    const repository = `harbour-bikes/${REPOSITORY}`;
    bitbucket.stub.registerAccessToken({ token, repository, scopes });
    return { token };
  },
};

const branch = `${SITE}/${REPOSITORY}/src/main`;
const file = 'services/audit-log/catalog-info.yaml';

/** By the title of a row. */
const USES: Record<string, { scopes: string[]; use: Use }> = {
  'Read a file: registered URLs, `$text`, `$json`, `$yaml`': {
    scopes: READ,
    use: async ({ reader }) => {
      const { buffer } = await reader.readUrl(`${branch}/${file}`);
      expect(String(await buffer())).toContain('audit-log');
    },
  },
  'Wildcards (`*`) in the URL of a location': {
    scopes: READ,
    use: async ({ reader }) => {
      const url = `${branch}/services/*/catalog-info.yaml`;
      const { files } = await reader.search(url);
      expect(files).toHaveLength(3);
      expect(files.map(each => each.url)).toContain(`${branch}/${file}`);
    },
  },
  'Wildcards in `$text`, `$json`, `$yaml`': {
    scopes: READ,
    use: ({ reader }) =>
      reader.readUrl(`${branch}/services/*/catalog-info.yaml`),
  },
  'Read a folder: `fetch:template`, `fetch:plain`': {
    scopes: READ,
    use: async ({ reader }) => {
      const tree = await reader.readTree(`${branch}/services/audit-log`);
      const files = await tree.files();
      expect(files.map(({ path }) => path)).toContain('catalog-info.yaml');
    },
  },
  'Read the archive of the main branch, without a branch in the URL': {
    scopes: READ,
    use: async ({ reader }) => {
      const tree = await reader.readTree(`${SITE}/${REPOSITORY}`);
      const files = await tree.files();
      expect(files.map(({ path }) => path)).toContain(file);
    },
  },
  '`publish:bitbucketCloud`': {
    scopes: CHANGE,
    use: ({ run }) =>
      run('publish:bitbucketCloud', `new-${count++}`, {
        defaultBranch: 'main',
      }),
  },
  '`publish:bitbucketCloud:pull-request`': {
    scopes: CHANGE,
    use: ({ run }) =>
      run('publish:bitbucketCloud:pull-request', REPOSITORY, {
        title: 'A change',
        description: 'A change',
        sourceBranch: `change-${count++}`,
      }),
  },
  '`bitbucketCloud:pipelines:enable`': {
    scopes: CHANGE,
    use: ({ run }) => run('bitbucketCloud:pipelines:enable', REPOSITORY),
  },
};

const CASES = Object.entries(USES).flatMap(([title, { scopes, use }]) =>
  Object.entries(CREDENTIALS).map(
    ([name, create]) => [title, name, { create, scopes, use }] as const,
  ),
);

it('is documented completely', () => {
  const [header, ...rows] = table;
  expect(header.slice(1)).toEqual(Object.keys(CREDENTIALS));
  expect(rows.map(([title]) => title)).toEqual(Object.keys(USES));
});

it.each(CASES)('%s: %s', async (title, name, { create, scopes, use }) => {
  const access = await createAccess(create(scopes));
  const result = await use(access).then(
    () => 'yes',
    error => `no: ${error}`,
  );
  const [header, ...rows] = table;
  const row = rows.find(([first]) => first === title);
  const documented = row?.[header.indexOf(name)] ?? '';
  expect(result).toMatch(
    documented.startsWith('yes') ? /^yes$/ : /^no: (NotFound|Input)Error/,
  );
});

/** Returns the cells of the table below the heading, without its line of dashes. */
async function readTable(): Promise<string[][]> {
  const text = await readFile(PAGE, 'utf8');
  const [, section = ''] = text.split(
    '### What works with which credentials\n',
  );
  return (/(?:^\|.*\n)+/m.exec(section)?.[0] ?? '')
    .trim()
    .split('\n')
    .filter(line => !/^[|\s:-]+$/.test(line))
    .map(line =>
      line
        .slice(1, -1)
        .split('|')
        .map(cell => cell.trim()),
    );
}

async function createAccess(entry: object): Promise<Access> {
  const data = {
    integrations: { bitbucketCloud: [entry] },
    scaffolder: { bitbucketCloud: { workspaces: ['harbour-bikes'] } },
  };
  const config = new ConfigReader(data as never);
  const actions = new Map<string, TemplateAction<any, any, any>>();
  const backend = await startTestBackend({
    features: [
      captureActions(actions),
      scaffolderModulePublishing,
      mockServices.rootConfig.factory({ data: data as never }),
    ],
  });
  await backend.stop();
  return {
    reader: UrlReaders.create({
      config,
      logger: mockServices.logger.mock(),
      factories: configuredReaders(config),
    }),
    async run(id, repository, input = {}) {
      const folder = await mkdtemp(join(tmpdir(), 'credentials-'));
      await writeFile(join(folder, 'change.md'), `Change ${count++}`);
      const repoUrl = `bitbucket.org?workspace=harbour-bikes&project=PLAT&repo=${repository}`;
      const folders = [folder];
      const context = {
        input: { repoUrl, ...input },
        workspacePath: folder,
        logger: mockServices.logger.mock(),
        checkpoint: ({ fn }: { fn(): unknown }) => fn(),
        output() {},
        async createTemporaryDirectory() {
          const made = await mkdtemp(join(tmpdir(), 'credentials-'));
          folders.push(made);
          return made;
        },
      };
      try {
        await actions.get(id)!.handler(context as never);
      } finally {
        await Promise.all(folders.map(each => rm(each, { recursive: true })));
      }
    },
  };
}
