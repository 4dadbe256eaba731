import { parseBaseUrl } from './baseUrl';

describe('parseBaseUrl', () => {
  it.each([
    ['https://bitbucket.org', 'https://bitbucket.org'],
    ['https://bitbucket.org/', 'https://bitbucket.org'],
    ['https://api.bitbucket.org/2.0/', 'https://api.bitbucket.org/2.0'],
    ['http://localhost:7100', 'http://localhost:7100'],
    ['http://127.0.0.1:7100/2.0', 'http://127.0.0.1:7100/2.0'],
    ['http://[::1]:7100', 'http://[::1]:7100'],
  ])('takes %s', (value, expected) => {
    expect(parseBaseUrl(value, 'some.key')).toBe(expected);
  });

  it.each([
    ['bitbucket.org', /some\.key is 'bitbucket\.org', which is not a URL/],
    ['', /some\.key is '', which is not a URL/],
    ['ftp://bitbucket.org', /which is not a URL/],
    ['http://bitbucket.example', /http is accepted only for localhost/],
    ['http://localhost.example', /http is accepted only for localhost/],
    ['http://127.0.0.1.example', /http is accepted only for localhost/],
    ['https://user:secret@bitbucket.org', /some\.key contains a user name/],
    ['https://bitbucket.org?x=1', /cannot have a query or a fragment/],
    ['https://bitbucket.org#x', /cannot have a query or a fragment/],
  ])('refuses %s', (value, message) => {
    expect(() => parseBaseUrl(value, 'some.key')).toThrow(message);
    expect(() => parseBaseUrl(value, 'some.key')).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it('does not repeat a password in its error', () => {
    expect(() => parseBaseUrl('https://user:s3cret@x.example', 'k')).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('s3cret'),
      }),
    );
  });
});
