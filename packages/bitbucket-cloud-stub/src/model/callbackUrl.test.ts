import { isCallbackUrl, isRedirectUriAllowed } from './callbackUrl';

const REGISTERED = 'http://localhost:7007/api/auth/bitbucket';

describe('isRedirectUriAllowed', () => {
  it.each([
    ['the registered URL', REGISTERED],
    ['an extension of its path', `${REGISTERED}/handler/frame`],
    ['a slash at the end', `${REGISTERED}/`],
    [
      'scheme and host in upper case',
      REGISTERED.replace('http://localhost', 'HTTP://LOCALHOST'),
    ],
    ['an encoded letter in the extension', `${REGISTERED}/handler%20frame`],
  ])('allows %s', (_, sent) => {
    expect(isRedirectUriAllowed(REGISTERED, sent)).toBe(true);
  });

  it.each([
    ['another scheme', REGISTERED.replace('http:', 'https:')],
    ['another host', REGISTERED.replace('localhost', 'attacker.example')],
    [
      'the address in place of the name',
      REGISTERED.replace('localhost', '127.0.0.1'),
    ],
    [
      'a host that begins with the registered one',
      REGISTERED.replace('localhost', 'localhost.attacker.example'),
    ],
    ['another port', REGISTERED.replace('7007', '7008')],
    ['no port', REGISTERED.replace(':7007', '')],
    ['a shorter path', 'http://localhost:7007/api/auth'],
    ['another path', 'http://localhost:7007/api/auth/github'],
    [
      'another letter case in the path',
      'http://localhost:7007/api/auth/Bitbucket',
    ],
    ['a path that continues without a slash', `${REGISTERED}-evil`],
    ['a query', `${REGISTERED}/handler/frame?next=x`],
    ['a fragment', `${REGISTERED}/handler/frame#x`],
    ['an empty fragment', `${REGISTERED}#`],
    ['user information', REGISTERED.replace('localhost', 'me:pw@localhost')],
    ['empty user information', REGISTERED.replace('localhost', '@localhost')],
    [
      'a host hidden behind user information',
      'http://localhost:7007@attacker.example/api/auth/bitbucket',
    ],
    ['a parent segment', `${REGISTERED}/../../elsewhere`],
    [
      'a parent segment that returns',
      'http://localhost:7007/x/../api/auth/bitbucket',
    ],
    ['an encoded parent segment', `${REGISTERED}/%2e%2e/elsewhere`],
    ['an encoded slash', `${REGISTERED}/..%2Felsewhere`],
    ['an encoded backslash', `${REGISTERED}/..%5Celsewhere`],
    ['a backslash', `${REGISTERED}\\elsewhere`],
    ['a line break', `${REGISTERED}/\nelsewhere`],
    ['a space around it', ` ${REGISTERED}`],
    ['a letter outside ASCII', `${REGISTERED}/héron`],
    ['a relative URL', '/api/auth/bitbucket'],
    ['a URL without a scheme', '//localhost:7007/api/auth/bitbucket'],
    ['one slash after the scheme', 'http:/localhost:7007/api/auth/bitbucket'],
    ['data', 'data:text/html,x'],
    ['an invalid URL', 'bitbucket'],
  ])('refuses %s', (_, sent) => {
    expect(isRedirectUriAllowed(REGISTERED, sent)).toBe(false);
  });

  it('allows every path if only a host is registered', () => {
    expect(
      isRedirectUriAllowed(
        'https://portal.example',
        'https://portal.example/api/auth/bitbucket/handler/frame',
      ),
    ).toBe(true);
  });
});

describe('isCallbackUrl', () => {
  it.each(['http://localhost:7007/a', 'https://portal.example'])(
    'takes %s',
    url => {
      expect(isCallbackUrl(url)).toBe(true);
    },
  );

  it.each([
    'portal.example/callback',
    'ftp://portal.example/callback',
    'https://me@portal.example/callback',
    'https://portal.example/callback#top',
  ])('rejects %s', url => {
    expect(isCallbackUrl(url)).toBe(false);
  });
});
