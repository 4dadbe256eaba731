import { redactQuery } from './redactQuery';

function redact(originalUrl: string, always?: boolean) {
  const req = { originalUrl };
  redactQuery(req, always);
  return req.originalUrl;
}

describe('redactQuery', () => {
  it.each([
    ['/x?code=1&state=2', '/x?code=[redacted]&state=[redacted]'],
    ['/x?env=a&code[]=1&code[b]=2', '/x?env=[redacted]'],
    ['/x?%63ode=1', '/x?code=[redacted]'],
    ['/x?state=1?code=2', '/x?state=[redacted]'],
    ['/x?code[]=1', '/x?[redacted]'],
  ])('makes %s %s', (url, expected) => {
    expect(redact(url)).toBe(expected);
  });

  it('does not change a URL without a code or state, unless requested', () => {
    expect(redact('/x?env=a')).toBe('/x?env=a');
    expect(redact('/x?env=a', true)).toBe('/x?env=[redacted]');
    expect(redact('/x', true)).toBe('/x');
  });

  it('does not change an already redacted URL', () => {
    expect(redact('/x?[redacted]', true)).toBe('/x?[redacted]');
  });
});
