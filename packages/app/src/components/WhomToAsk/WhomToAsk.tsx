import { Fragment } from 'react';
import { ConfigApi, configApiRef, useApi } from '@backstage/core-plugin-api';
import { Link } from '@backstage/core-components';

type Contact = {
  name?: string;
  links: { url: string; title: string }[];
};

function readContact(config: ConfigApi): Contact {
  const item = config.getOptionalConfigArray('app.support.items')?.[0];
  const links =
    item?.getOptionalConfigArray('links')?.map(link => ({
      url: link.getString('url'),
      title: link.getOptionalString('title') ?? link.getString('url'),
    })) ?? [];
  const url = config.getOptionalString('app.support.url');
  if (links.length === 0 && url) {
    links.push({ url, title: url.replace(/^mailto:/, '') });
  }
  return { name: item?.getOptionalString('title'), links };
}

function withArticle(name: string): string {
  return /^(?:the\s|#|@)/i.test(name) ? name : `the ${name}`;
}

/**
 * Names the people who can help, from the first of `app.support.items`, or from
 * `app.support.url` when there are none.
 */
export const WhomToAsk = () => {
  const { name, links } = readContact(useApi(configApiRef));
  const who = name
    ? withArticle(name)
    : 'the people who look after this portal';

  return (
    <>
      If this is not what you expected, ask {who}
      {links.map(({ url, title }, index) => (
        <Fragment key={url}>
          {index === 0 ? ': ' : ', '}
          <Link to={url}>{title}</Link>
        </Fragment>
      ))}
      {links.length === 0 && '.'}
    </>
  );
};
