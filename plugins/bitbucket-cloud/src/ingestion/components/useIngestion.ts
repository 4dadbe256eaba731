import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { BitbucketIngestionState } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  bitbucketIngestionApiRef,
  type BitbucketIngestionApi,
  type BitbucketIngestionProvider,
} from '../api';

const PROVIDERS: BitbucketIngestionProvider[] = [
  'bitbucketRepositories',
  'bitbucketWorkspace',
];
const REFRESH_MS = 15_000;
/** While a run is under way. */
const SHORT_REFRESH_MS = 4000;

/** What the page knows about the ingestion. */
export interface Ingestion {
  /** Missing until the first response. */
  states?: BitbucketIngestionState[];
  /** Errors of the last request, by provider. */
  errors: Error[];
  isLoading: boolean;
  reload(): void;
}

type Loaded = Pick<Ingestion, 'states' | 'errors'>;

async function load(
  api: BitbucketIngestionApi,
  previous: BitbucketIngestionState[],
): Promise<Loaded> {
  const results = await Promise.allSettled(
    PROVIDERS.map(provider => api.getStates(provider)),
  );
  const errors = results.flatMap(result =>
    result.status === 'rejected' ? [toError(result.reason)] : [],
  );
  const states = results.flatMap((result, index) =>
    result.status === 'fulfilled'
      ? result.value ?? []
      : previous.filter(({ provider }) => provider === PROVIDERS[index]),
  );
  const hasStates = errors.length < PROVIDERS.length || states.length > 0;
  return { errors, states: hasStates ? states : undefined };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Loads the state of the ingestion, and again every few seconds while the page is visible. */
export function useIngestion(): Ingestion {
  const api = useApi(bitbucketIngestionApiRef);
  const [loaded, setLoaded] = useState<Loaded>({ errors: [] });
  const [isLoading, setLoading] = useState(true);
  const [version, setVersion] = useState(0);
  const current = useRef(loaded);

  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = async () => {
      const previous = current.current;
      const next =
        document.visibilityState === 'hidden' && previous.states
          ? previous
          : await load(api, previous.states ?? []);
      if (isOver) {
        return;
      }
      // Equal data must not render the tables again.
      if (!isEqual(next, previous)) {
        current.current = next;
        setLoaded(next);
      }
      setLoading(false);
      const isRunning = next.states?.some(state => state.runningSince);
      timer = setTimeout(refresh, isRunning ? SHORT_REFRESH_MS : REFRESH_MS);
    };
    refresh();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [api, version]);

  const reload = useCallback(() => {
    setLoading(true);
    setVersion(count => count + 1);
  }, []);
  return { ...loaded, isLoading, reload };
}

function isEqual(one: Loaded, other: Loaded): boolean {
  const toText = ({ errors, states }: Loaded) =>
    JSON.stringify([errors.map(String), states]);
  return toText(one) === toText(other);
}
