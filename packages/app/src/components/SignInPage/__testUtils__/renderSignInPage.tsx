import { screen } from '@testing-library/react';
import { useLocation } from 'react-router-dom';
import {
  bitbucketAuthConnectorApiRef,
  type BitbucketSessionStatus,
} from '@backstage-bitbucket/plugin-bitbucket-auth';
import { bitbucketAuthApiRef, configApiRef } from '@backstage/core-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { SignInPage } from '../SignInPage';

export const identityResponse = {
  token: 'a-token',
  identity: {
    type: 'user' as const,
    userEntityRef: 'user:default/mira.lindqvist',
    ownershipEntityRefs: ['user:default/mira.lindqvist'],
  },
};

const support = {
  items: [
    {
      title: 'Platform team',
      links: [
        {
          url: 'mailto:platform@harbourbikes.example',
          title: 'platform@harbourbikes.example',
        },
      ],
    },
  ],
};

export const closedWindow = () =>
  Object.assign(new Error('Login failed, popup was closed'), {
    name: 'PopupClosedError',
  });

export const authApi = {
  getBackstageIdentity: jest.fn(),
  getProfile: jest.fn(),
  signOut: jest.fn(),
};
let status: BitbucketSessionStatus;
export const listeners = new Set<() => void>();
export const connector = {
  getStatus: () => status,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  retryNow: jest.fn(),
  stopRetrying: jest.fn(),
};
export const onSignInSuccess = jest.fn();

const Address = () => {
  const { pathname, search, hash } = useLocation();
  return <p>{`${pathname}${search}${hash}`}</p>;
};

export function setStatus(next: BitbucketSessionStatus) {
  status = next;
  listeners.forEach(listener => listener());
}

/** A promise that a test settles. */
export function later<T>() {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>(resolve => {
    settle = resolve;
  });
  return { promise, settle };
}

/** Responds to the silent check with `undefined`, and to later checks with the given outcomes. */
export function answerAttempts(
  ...outcomes: (Error | typeof identityResponse)[]
) {
  authApi.getBackstageIdentity.mockImplementation(
    async (options: { optional?: boolean }) => {
      if (options.optional) {
        return undefined;
      }
      const outcome = outcomes.shift();
      if (outcome instanceof Error) {
        throw outcome;
      }
      return outcome;
    },
  );
}

export async function renderPage(options?: {
  address?: string;
  config?: object;
}) {
  const config = mockApis.config({
    data: {
      app: { title: 'Quayside', support },
      organization: { name: 'Harbour Bikes' },
      ...options?.config,
    },
  });
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [bitbucketAuthApiRef, authApi],
        [configApiRef, config],
        [bitbucketAuthConnectorApiRef, connector],
      ]}
    >
      <SignInPage onSignInSuccess={onSignInSuccess} />
      <Address />
    </TestApiProvider>,
    { routeEntries: [options?.address ?? '/'] },
  );
}

export const findButton = () =>
  screen.findByRole('button', { name: 'Sign in using Bitbucket' });

/** Call it before each test. */
export function resetSignIn() {
  jest.resetAllMocks();
  status = { state: 'idle' };
  authApi.getProfile.mockResolvedValue({ displayName: 'Mira Lindqvist' });
}
