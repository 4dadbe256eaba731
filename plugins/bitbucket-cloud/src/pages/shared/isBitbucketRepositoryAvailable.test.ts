import { mockApis } from '@backstage/test-utils';
import {
  createBitbucketRepositoryFilter,
  isBitbucketRepositoryAvailable,
} from './isBitbucketRepositoryAvailable';

function isAvailable(annotations?: Record<string, string>) {
  return isBitbucketRepositoryAvailable({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'booking', annotations },
  });
}

describe('isBitbucketRepositoryAvailable', () => {
  it.each([
    { 'bitbucket.org/repo-slug': 'globex/booking' },
    {
      'backstage.io/source-location':
        'url:https://bitbucket.org/globex/booking/src/main/',
    },
  ])('is true with %j', annotations => {
    expect(isAvailable(annotations as never)).toBe(true);
  });

  it.each([
    undefined,
    {},
    { 'backstage.io/source-location': 'url:https://bitbucket.org/globex' },
    { 'backstage.io/source-location': 'url:https://github.com/a/b' },
  ])('is false with %j', annotations => {
    expect(isAvailable(annotations as never)).toBe(false);
  });
});

describe('createBitbucketRepositoryFilter', () => {
  const UUID = '{00000000-0000-0000-0000-000000000001}';

  it.each([
    [undefined, 'globex/booking', false],
    [['globex'], 'Globex/booking', true],
    [['globex'], 'other/booking', false],
    [['globex', UUID], 'other/booking', true],
    [[UUID], undefined, false],
  ])('with the workspaces %j, %s is %s', (workspaces, slug, expected) => {
    const filter = createBitbucketRepositoryFilter(
      mockApis.config({
        data: workspaces && {
          bitbucketCloud: {
            workspaces: Object.fromEntries(
              workspaces.map((workspace, index) => [
                `w${index}`,
                { workspace },
              ]),
            ),
          },
        },
      }),
    );
    expect(
      filter({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'booking',
          annotations: slug ? { 'bitbucket.org/repo-slug': slug } : undefined,
        },
      }),
    ).toBe(expected);
  });
});
