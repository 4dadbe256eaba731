import { createBitbucketCloudStub } from '../createBitbucketCloudStub';

it('shows the latest requests to webhooks, and a button to send them again', async () => {
  const stub = await createBitbucketCloudStub();
  const open = async () => (await fetch(stub.url)).text();
  const before = await open();
  stub.registerAccessToken({
    token: 'of-the-workspace',
    workspace: 'harbour-bikes',
    scopes: ['webhook', 'repository'],
  });
  await fetch(`${stub.apiUrl}/workspaces/harbour-bikes/hooks`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer of-the-workspace',
      'content-type': 'application/json',
    },
    body: '{"url":"http://127.0.0.1:1/hook","events":["repo:push"]}',
  });
  await stub.push('harbour-bikes', 'booking-api', { files: { x: '' } });
  const markup = await open();
  await stub.close();

  expect(before).not.toContain('Latest webhook requests');
  expect(markup).toContain('http://127.0.0.1:1/hook');
  expect(markup).toContain('none, none, none');
  expect(markup).toMatch(/value="resend-delivery [0-9a-f-]{36}"/);
});
