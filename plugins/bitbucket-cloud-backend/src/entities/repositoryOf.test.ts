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
    ['globex/booking', { workspace: 'globex', slug: 'booking' }],
    ['Globex/booking.api', { workspace: 'Globex', slug: 'booking.api' }],
  ])('reads the annotation: %s', (slug, name) => {
    expect(find({ 'bitbucket.org/repo-slug': slug })).toEqual(name);
  });

  it.each([
    'https://bitbucket.org/globex/booking',
    'https://bitbucket.org/globex/booking/',
    'https://bitbucket.org/globex/booking/src/main/services/api/',
  ])('reads the source location: %s', url => {
    expect(find({ 'backstage.io/source-location': `url:${url}` })).toEqual({
      workspace: 'globex',
      slug: 'booking',
    });
  });

  it('prefers the annotation', () => {
    expect(
      find({
        'bitbucket.org/repo-slug': 'globex/first',
        'backstage.io/source-location':
          'url:https://bitbucket.org/globex/second/',
      }),
    ).toMatchObject({ slug: 'first' });
  });

  it.each([
    {},
    { 'bitbucket.org/repo-slug': 'booking' },
    { 'bitbucket.org/repo-slug': 'globex/booking/../../other' },
    { 'bitbucket.org/repo-slug': 'globex/..' },
    { 'bitbucket.org/repo-slug': 'globex/booking?x=1' },
    { 'bitbucket.org/repo-slug': '' },
    { 'bitbucket.org/repo-slug': `globex/${'a'.repeat(10_000)}` },
    { 'bitbucket.org/repo-slug': 'globex/*' },
    { 'backstage.io/source-location': 'url:https://bitbucket.org/globex' },
    { 'backstage.io/source-location': 'url:https://bitbucket.org.example/a/b' },
    {
      'backstage.io/source-location': 'url:https://github.com/globex/booking',
    },
    { 'backstage.io/source-location': 'file:/globex/booking' },
  ])('finds no repository in %j', annotations => {
    expect(find(annotations as never)).toBeUndefined();
  });
});
