import type { FaultRule } from './FaultRule';

/** A fault that the home page offers. */
export interface Preset {
  id: string;
  title: string;
  /** What to do and what to expect. */
  explanation: string;
  rule: FaultRule;
}

/** The failures of Bitbucket, in the order of their frequency. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'down',
    title: 'Bitbucket is down',
    explanation:
      'Every request gets 503, including the sign-in page. Sign in to your application: it should report that Bitbucket is unavailable.',
    rule: { status: 503 },
  },
  {
    id: 'api-down',
    title: 'The REST API is down',
    explanation:
      'The sign-in page works, but the REST API responds with 503. Sign in: the application has a token, but no profile.',
    rule: { path: '/2.0/**', status: 503 },
  },
  {
    id: 'rate-limit',
    title: 'Rate limit',
    explanation:
      'The REST API responds with 429, as after 1,000 requests in an hour. Sign in, or wait until your application reads data by itself.',
    rule: { path: '/2.0/**', status: 429 },
  },
  {
    id: 'slow',
    title: 'Slow',
    explanation:
      'Every response is delayed by 5 seconds. Sign in: the application should show that it waits, or stop with a clear message.',
    rule: { latency: 5000 },
  },
  {
    id: 'hang',
    title: 'No response',
    explanation:
      'The REST API never responds. Sign in: the time limit of your application ends the request, if it has one.',
    rule: { path: '/2.0/**', hang: true },
  },
  {
    id: 'html',
    title: 'HTML in place of JSON',
    explanation:
      'The REST API responds with 502 and a page from a proxy. Sign in: the application should neither show the page nor fail to parse it.',
    rule: { path: '/2.0/**', html: true, status: 502 },
  },
];
