import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import { type BitbucketProfile } from '../account/profile';
import { checkSignInPolicy, readSignInPolicy } from './signInPolicy';

const WORKSPACE_UUID = '{f5d8c0c2-3b1e-4d8a-9f60-7a1b2c3d4e5f}';

const profile: BitbucketProfile = {
  uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
  displayName: 'Mira Lindqvist',
  accountStatus: 'active',
  twoFactorEnabled: true,
  emails: [],
  workspaces: [
    { slug: 'northwind', uuid: WORKSPACE_UUID, administrator: false },
  ],
};

const read = (config: JsonObject) =>
  readSignInPolicy(new ConfigReader(config), 'the.key');

/** Returns whether a policy accepts an account. */
function letsIn(config: JsonObject, change: Partial<BitbucketProfile> = {}) {
  try {
    checkSignInPolicy(read(config), { ...profile, ...change });
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    return false;
  }
}

describe('readSignInPolicy', () => {
  it('accepts every active account by default', () => {
    expect(read({})).toEqual({
      allowedWorkspaces: undefined,
      requireTwoFactorAuthentication: false,
    });
  });

  it.each<[unknown, RegExp]>([
    ['northwind', /the\.key\.allowedWorkspaces is not a list/],
    [{}, /is not a list/],
    [[], /the\.key\.allowedWorkspaces is empty/],
    [[''], /allowedWorkspaces\[0\] is "", which is neither/],
    [['ok', 7], /allowedWorkspaces\[1\] is 7, which is neither/],
    [['https://bitbucket.org/northwind'], /is neither a slug nor a uuid/],
    [[WORKSPACE_UUID.slice(0, -2)], /is neither a slug nor a uuid/],
    [[WORKSPACE_UUID.slice(1, -1)], /is neither a slug nor a uuid in braces/],
    [['{northwind}'], /is neither a slug nor a uuid/],
    [['north wind'], /is neither a slug nor a uuid/],
  ])('rejects the list %p', (allowedWorkspaces, message) => {
    const config = { allowedWorkspaces } as JsonObject;
    expect(() => read(config)).toThrow(message);
    expect(() => read(config)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });
});

describe('checkSignInPolicy', () => {
  it.each([
    [['northwind'], true],
    [['NorthWind'], true],
    [['other', 'northwind'], true],
    [[WORKSPACE_UUID], true],
    [[WORKSPACE_UUID.toUpperCase()], true],
    [['northwin'], false],
    [['northwind2'], false],
    [['north-wind'], false],
    [['wind'], false],
    [[WORKSPACE_UUID.replace('f5', 'f6')], false],
  ])('with allowedWorkspaces %p accepts the member: %p', (list, expected) => {
    expect(letsIn({ allowedWorkspaces: list })).toBe(expected);
  });

  it('still matches after a rename by uuid, but not by slug', () => {
    const workspaces = [
      { slug: 'new-name', uuid: WORKSPACE_UUID, administrator: false },
    ];
    expect(
      letsIn({ allowedWorkspaces: [WORKSPACE_UUID] }, { workspaces }),
    ).toBe(true);
    expect(letsIn({ allowedWorkspaces: ['northwind'] }, { workspaces })).toBe(
      false,
    );
  });

  it('does not match a slug with a uuid', () => {
    const workspaces = [
      {
        slug: WORKSPACE_UUID,
        uuid: WORKSPACE_UUID.replace('f5', 'f6'),
        administrator: false,
      },
    ];
    expect(
      letsIn({ allowedWorkspaces: [WORKSPACE_UUID] }, { workspaces }),
    ).toBe(false);
  });

  it.each([[[]], [undefined]])('rejects the workspaces %p', workspaces => {
    expect(letsIn({ allowedWorkspaces: ['northwind'] }, { workspaces })).toBe(
      false,
    );
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])(
    'with requireTwoFactorAuthentication, %p is accepted: %p',
    (twoFactorEnabled, expected) => {
      expect(
        letsIn({ requireTwoFactorAuthentication: true }, { twoFactorEnabled }),
      ).toBe(expected);
      expect(letsIn({}, { twoFactorEnabled })).toBe(true);
    },
  );

  it.each(['inactive', 'closed', 'ACTIVE', '', undefined])(
    'rejects an account that is %p',
    accountStatus => {
      expect(letsIn({}, { accountStatus })).toBe(false);
    },
  );
});
