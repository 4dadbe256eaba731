import {
  type ComponentType,
  Fragment,
  type PropsWithChildren,
  type ReactElement,
} from 'react';
import { type EntityRelation } from '@backstage/catalog-model';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { type BitbucketPagesApi, bitbucketPagesApiRef } from '../api';

/** The entity of the pages. */
export const ENTITY_REF = 'component:default/booking';

/** Renders the content of a tab of an entity page. */
export function renderContent(
  content: ReactElement,
  api: Partial<BitbucketPagesApi>,
  {
    annotations,
    relations,
    Wrapper = Fragment,
  }: {
    /** Of the entity. */
    annotations?: Record<string, string>;
    relations?: EntityRelation[];
    Wrapper?: ComponentType<PropsWithChildren>;
  } = {},
) {
  return renderInTestApp(
    <TestApiProvider apis={[[bitbucketPagesApiRef, api]]}>
      <Wrapper>
        <EntityProvider
          entity={{
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'booking', namespace: 'default', annotations },
            relations,
          }}
        >
          {content}
        </EntityProvider>
      </Wrapper>
    </TestApiProvider>,
    {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

/** An answer that was read some minutes ago. */
export function answerOf<T>(data: T, minutes = 2) {
  return {
    data,
    readAt: new Date(Date.now() - minutes * 60_000).toISOString(),
  };
}

/** The text of an element, without what Backstage adds to links for screen readers. */
export function textOf({ textContent }: Element): string {
  return (textContent ?? '').replaceAll(', Opens in a new window', '');
}
