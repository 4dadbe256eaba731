import { findOrigin, isConfigured } from './findOrigin';

const UUID = '{5d0c7a5e-8a1b-4c2d-9e3f-0a1b2c3d4e5f}';

describe('findOrigin', () => {
  it.each<[object, object | undefined]>([
    [
      { repository: { workspace: { uuid: UUID.toUpperCase(), slug: 'Acme' } } },
      { uuid: UUID, slug: 'acme' },
    ],
    [{ repository: { full_name: 'Acme/app' } }, { slug: 'acme' }],
    [
      { repository: { full_name: 'acme/app', workspace: { uuid: UUID } } },
      { uuid: UUID, slug: 'acme' },
    ],
    [{ workspace: { slug: 'acme' } }, { slug: 'acme' }],
    [{ project: { workspace: { uuid: UUID } } }, { uuid: UUID }],
    [{ project: { owner: { uuid: UUID } } }, { uuid: UUID }],
    [{ repository: null, workspace: { slug: 'acme' } }, { slug: 'acme' }],
    [{ repository: { workspace: { uuid: 5 } } }, undefined],
    [{}, undefined],
  ])('returns the workspace of %j', (payload, workspace) => {
    expect(findOrigin(payload as {}).workspace).toEqual(workspace);
  });
});

describe('isConfigured', () => {
  it.each([
    [{ workspace: { uuid: UUID, slug: 'renamed' } }, true],
    [{ workspace: { slug: 'acme' } }, true],
    [{ workspace: { uuid: 'other', slug: 'acme' } }, true],
    [{ workspace: { slug: 'other' } }, false],
    [
      { workspace: { slug: 'other' }, previousWorkspace: { slug: 'acme' } },
      true,
    ],
    [{}, false],
    [{ workspace: {} }, false],
  ])('%j: %s', (origin, expected) => {
    const configured = [{ uuid: UUID }, { slug: 'acme' }];
    expect(isConfigured(origin, configured)).toBe(expected);
  });
});

it('accepts the transfer to another workspace', () => {
  const origin = findOrigin({
    repository: { workspace: { uuid: 'other' } },
    previous_workspace: { uuid: UUID },
  });
  expect(isConfigured(origin, [{ uuid: UUID }])).toBe(true);
});
