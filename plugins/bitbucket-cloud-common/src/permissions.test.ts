import { bitbucketIngestionReadPermission } from './permissions';

describe('bitbucketIngestionReadPermission', () => {
  it('is not allowed by a policy that allows every user to read', () => {
    expect(bitbucketIngestionReadPermission.attributes.action).toBeUndefined();
  });
});
