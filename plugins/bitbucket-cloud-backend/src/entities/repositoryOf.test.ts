import { repositoryOf } from './repositoryOf';

function find(annotations: Record<string, string>) {
  return repositoryOf({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'booking', annotations },
  });
}

describe('repositoryOf', () => {
  it.each([
    ['harbour/booking', { workspace: 'harbour', slug: 'booking' }],
    ['Harbour/booking.api', { workspace: 'Harbour', slug: 'booking.api' }],
  ])('reads the annotation: %s', (slug, name) => {
    expect(find({ 'bitbucket.org/repo-slug': slug })).toEqual(name);
  });

  it.each([
    'https://bitbucket.org/harbour/booking',
    'https://bitbucket.org/harbour/booking/',
    'https://bitbucket.org/harbour/booking/src/main/services/api/',
  ])('reads the source location: %s', url => {
    expect(find({ 'backstage.io/source-location': `url:${url}` })).toEqual({
      workspace: 'harbour',
      slug: 'booking',
    });
  });

  it('prefers the annotation', () => {
    expect(
      find({
        'bitbucket.org/repo-slug': 'harbour/first',
        'backstage.io/source-location':
          'url:https://bitbucket.org/harbour/second/',
      }),
    ).toMatchObject({ slug: 'first' });
  });

  it.each([
    {},
    { 'bitbucket.org/repo-slug': 'booking' },
    { 'bitbucket.org/repo-slug': 'harbour/booking/../../other' },
    { 'bitbucket.org/repo-slug': 'harbour/..' },
    { 'bitbucket.org/repo-slug': 'harbour/booking?x=1' },
    { 'bitbucket.org/repo-slug': '' },
    { 'bitbucket.org/repo-slug': `harbour/${'a'.repeat(10_000)}` },
    { 'bitbucket.org/repo-slug': 'harbour/*' },
    { 'backstage.io/source-location': 'url:https://bitbucket.org/harbour' },
    { 'backstage.io/source-location': 'url:https://bitbucket.org.example/a/b' },
    {
      'backstage.io/source-location': 'url:https://github.com/harbour/booking',
    },
    { 'backstage.io/source-location': 'file:/harbour/booking' },
  ])('finds no repository in %j', annotations => {
    expect(find(annotations as never)).toBeUndefined();
  });
});
