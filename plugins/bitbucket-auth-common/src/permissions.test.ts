import { bitbucketSessionPermissions } from './permissions';

describe('bitbucketSessionPermissions', () => {
  it.each(bitbucketSessionPermissions)(
    '$name is not allowed by a policy that allows every user to read',
    ({ attributes }) => {
      expect(attributes.action).not.toBe('read');
    },
  );
});
