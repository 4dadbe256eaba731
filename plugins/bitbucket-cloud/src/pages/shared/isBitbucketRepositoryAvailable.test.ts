import { isBitbucketRepositoryAvailable } from './isBitbucketRepositoryAvailable';

function isAvailable(annotations?: Record<string, string>) {
  return isBitbucketRepositoryAvailable({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'booking', annotations },
  });
}

describe('isBitbucketRepositoryAvailable', () => {
  it.each([
    { 'bitbucket.org/repo-slug': 'harbour/booking' },
    {
      'backstage.io/source-location':
        'url:https://bitbucket.org/harbour/booking/src/main/',
    },
  ])('is true with %j', annotations => {
    expect(isAvailable(annotations as never)).toBe(true);
  });

  it.each([
    undefined,
    {},
    { 'backstage.io/source-location': 'url:https://bitbucket.org/harbour' },
    { 'backstage.io/source-location': 'url:https://github.com/a/b' },
  ])('is false with %j', annotations => {
    expect(isAvailable(annotations as never)).toBe(false);
  });
});
