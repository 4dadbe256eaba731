import { ConfigReader } from '@backstage/config';
import { TemplateNoteProcessor } from './TemplateNoteProcessor';

const template = (spec: object) => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'service' },
  spec: { type: 'service', ...spec } as never,
});
const publish = { id: 'publish', action: 'publish:bitbucketCloud' };

function annotate(spec: object, bitbucketCloud: object[] = []) {
  const processor = TemplateNoteProcessor.fromConfig(
    new ConfigReader({
      integrations: { bitbucketCloud },
      scaffolder: { bitbucketCloud: { workspaces: ['acme'] } },
    } as never),
  );
  return processor.preProcessEntity(template(spec));
}

const note = expect.stringMatching(/^\*\*This portal has no credentials/);

describe('TemplateNoteProcessor', () => {
  it.each([
    [
      'a form with pages',
      { parameters: [{ title: 'One' }, { title: 'Two' }] },
      [{ title: 'One', description: note }, { title: 'Two' }],
    ],
    [
      'a form with one page',
      { parameters: { title: 'One', properties: { a: {} } } },
      [{ title: 'One', description: note, properties: { a: {} } }],
    ],
    [
      'no form',
      {},
      [{ title: 'Bitbucket Cloud', description: note, properties: {} }],
    ],
    [
      'an empty form',
      { parameters: [] },
      [{ title: 'Bitbucket Cloud', description: note, properties: {} }],
    ],
  ])('adds the note to a template with %s', async (_, form, parameters) => {
    const { spec } = await annotate({ steps: [publish], ...form });
    expect(spec?.parameters).toEqual(parameters);
  });

  it('keeps the description, and escapes the names of steps', async () => {
    const { spec } = await annotate({
      parameters: [{ description: 'First.' }],
      steps: [{ ...publish, name: 'Push [it](x) <b>' }],
    });
    const [{ description }] = spec?.parameters as { description: string }[];
    expect(description).toMatch(
      / these steps fail: _Push \\\[it\\\]\(x\) \\<b\\>_\.\n\nFirst\.$/,
    );
  });

  it.each([
    ['uses no Bitbucket', [{ action: 'fetch:template' }], []],
    ['has an access token', [publish], [{ token: 'a' }]],
    ['has an API token', [publish], [{ username: 'a@b', token: 'a' }]],
    ['has a consumer', [publish], [{ clientId: 'a', clientSecret: 'b' }]],
    ['has steps that are not objects', ['publish:bitbucketCloud'], []],
  ])('adds nothing if the template or portal %s', async (_, steps, entries) => {
    expect(await annotate({ steps }, entries)).toEqual(template({ steps }));
  });

  it('adds nothing to other entities', async () => {
    const entity = { ...template({ steps: [publish] }), kind: 'Component' };
    const processor = new TemplateNoteProcessor('problem');
    expect(await processor.preProcessEntity(entity)).toBe(entity);
  });
});
