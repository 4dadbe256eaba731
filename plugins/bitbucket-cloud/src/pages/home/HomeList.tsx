import { type ReactNode, useState } from 'react';
import {
  Button,
  List,
  ListItem,
  makeStyles,
  Typography,
} from '@material-ui/core';
import { Link } from '@backstage/core-components';
import {
  type BitbucketComponent,
  type BitbucketHome,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { AnswerFrame } from '../shared/AnswerFrame';
import { ComponentLinks } from '../shared/ComponentLinks';
import { useHome } from './useHome';

const SHOWN = 5;

const useStyles = makeStyles(theme => ({
  item: { display: 'block', overflowWrap: 'anywhere' },
  note: { marginTop: theme.spacing(1) },
}));

interface HomeListProps<T> {
  /** What the card shows, for example `your pull requests`. */
  what: string;
  emptyText: string;
  itemsOf: (home: BitbucketHome) => T[];
  /** The text of the link. */
  titleOf: (item: T) => string;
  /** After the components. */
  describe: (item: T) => ReactNode;
}

/** A list on the home page. It shows the first items, and the others on request. */
export function HomeList<
  T extends {
    repository: string;
    url: string;
    components: BitbucketComponent[];
  },
>({ describe, emptyText, itemsOf, titleOf, what }: HomeListProps<T>) {
  const classes = useStyles();
  const request = useHome();
  const [isOpen, setOpen] = useState(false);
  return (
    <AnswerFrame request={request} what={what}>
      {home => {
        if (!home.isLinked) {
          return (
            <Typography>
              Your user in the catalog has no Bitbucket account. An
              administrator of the portal can add the annotation
              bitbucket.org/user-id.
            </Typography>
          );
        }
        if (home.repositories === 0) {
          return (
            <Typography>
              No component that you can read has a repository in a Bitbucket
              workspace of the portal.
            </Typography>
          );
        }
        const items = itemsOf(home);
        return (
          <>
            {items.length === 0 ? (
              <Typography>{emptyText}</Typography>
            ) : (
              <List disablePadding>
                {items.slice(0, isOpen ? undefined : SHOWN).map(item => (
                  <ListItem
                    key={item.url}
                    divider
                    disableGutters
                    className={classes.item}
                  >
                    <Link to={item.url}>
                      <bdi>{visibleText(titleOf(item))}</bdi>
                    </Link>
                    <Typography
                      variant="body2"
                      color="textSecondary"
                      component="div"
                    >
                      <ComponentLinks components={item.components} />
                      {', '}
                      {describe(item)}
                    </Typography>
                  </ListItem>
                ))}
              </List>
            )}
            {items.length > SHOWN && (
              <Button
                size="small"
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
              >
                {isOpen ? 'Show fewer' : `Show all ${items.length}`}
              </Button>
            )}
            {describeGaps(home).map(text => (
              <Typography key={text} variant="body2" className={classes.note}>
                {text}
              </Typography>
            ))}
          </>
        );
      }}
    </AnswerFrame>
  );
}

/** What the list does not contain. */
function describeGaps({
  failed,
  leftOut,
  renamed,
  unread,
}: BitbucketHome): string[] {
  const gone = failed.filter(({ problem }) => problem.kind === 'gone');
  const away = failed.filter(({ problem }) => problem.kind !== 'gone');
  return [
    unread > 0 && `The portal is still reading ${countOf(unread)}.`,
    away.length > 0 && `The portal could not read ${namesOf(away)}.`,
    gone.length > 0 &&
      `Bitbucket does not have ${namesOf(
        gone,
      )}, or the portal has no access. The owners can check the annotation bitbucket.org/repo-slug.`,
    renamed.length > 0 && describeRenamed(renamed),
    leftOut > 0 && `The portal left out ${countOf(leftOut)}.`,
  ].filter(text => text !== false);
}

function namesOf(repositories: BitbucketHome['failed']): string {
  const names = repositories
    .slice(0, 3)
    .map(({ repository }) => visibleText(repository));
  const more = repositories.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${countOf(more)} more` : ''}`;
}

function describeRenamed(renamed: BitbucketHome['renamed']): string {
  const names = renamed
    .slice(0, 3)
    .map(({ renamedTo, repository }) =>
      visibleText(`${repository} is now ${renamedTo}`),
    );
  const more = renamed.length - names.length;
  return `Repositories with a new name: ${names.join(', ')}${
    more > 0 ? ` and ${more} more` : ''
  }. Their owners can correct the annotation bitbucket.org/repo-slug.`;
}

function countOf(count: number): string {
  return count === 1 ? '1 repository' : `${count} repositories`;
}
