import { Fragment } from 'react';
import { Link } from '@material-ui/core';
import {
  type ConfigApi,
  configApiRef,
  useApi,
} from '@backstage/core-plugin-api';

interface Contact {
  name?: string;
  links: { url: string; title: string }[];
}

function withoutScheme(url: string): string {
  return url.replace(/^mailto:/, '');
}

function readContact(config: ConfigApi): Contact {
  const item = config.getOptionalConfigArray('app.support.items')?.[0];
  const links =
    item?.getOptionalConfigArray('links')?.map(link => ({
      url: link.getString('url'),
      title:
        link.getOptionalString('title') ?? withoutScheme(link.getString('url')),
    })) ?? [];
  const url = config.getOptionalString('app.support.url');
  if (links.length === 0 && url) {
    links.push({ url, title: withoutScheme(url) });
  }
  return { name: item?.getOptionalString('title'), links };
}

function withArticle(name: string): string {
  return /^(?:the\s|#|@)/i.test(name) ? name : `the ${name}`;
}

/**
 * Shows the contact for help, from the first of `app.support.items`, or from `app.support.url` if that
 * list is empty.
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
          <Link href={url} underline="always">
            {title}
          </Link>
        </Fragment>
      ))}
      {links.length === 0 && '.'}
    </>
  );
};
