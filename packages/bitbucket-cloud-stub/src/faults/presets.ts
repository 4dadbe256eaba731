import type { FaultRule } from './FaultRule';

/** A fault that the home page offers. */
export interface Preset {
  id: string;
  title: string;
  /** What to do and what to see. */
  explanation: string;
  rule: FaultRule;
}

/** What can go wrong with Bitbucket, in the order in which it most often does. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'down',
    title: 'Bitbucket is down',
    explanation:
      'Everything answers 503, the sign-in page as well. Sign in to your application: it should say that Bitbucket cannot be reached.',
    rule: { status: 503 },
  },
  {
    id: 'api-down',
    title: 'The REST API is down',
    explanation:
      'The sign-in page works, the REST API answers 503. Sign in: the application has a token, and no profile to go with it.',
    rule: { path: '/2.0/**', status: 503 },
  },
  {
    id: 'rate-limit',
    title: 'Rate limit',
    explanation:
      'The REST API answers 429, as after 1,000 requests in an hour. Sign in, or wait for what your application reads by itself.',
    rule: { path: '/2.0/**', status: 429 },
  },
  {
    id: 'slow',
    title: 'Slow',
    explanation:
      'Every answer comes 5 seconds late. Sign in: the application should show that it waits, or give up with a clear message.',
    rule: { latency: 5000 },
  },
  {
    id: 'hang',
    title: 'No answer',
    explanation:
      'The REST API never answers. Sign in: the time limit of your application ends it, if it has one.',
    rule: { path: '/2.0/**', hang: true },
  },
  {
    id: 'html',
    title: 'HTML in place of JSON',
    explanation:
      'The REST API answers 502 with a page of a proxy. Sign in: the application should not show the page, nor fail to read it.',
    rule: { path: '/2.0/**', html: true, status: 502 },
  },
];
