import CreateIcon from '@material-ui/icons/AddCircleOutline';
import DocsIcon from '@material-ui/icons/LibraryBooks';
import ExtensionIcon from '@material-ui/icons/Extension';
import { type ReactElement } from 'react';

/** A link on the home page. */
export interface Tool {
  url: string;
  label: string;
  icon: ReactElement;
}

/** The links of the card _Start here_ on the home page. */
export const homeTools: Tool[] = [
  { url: '/create', label: 'Create', icon: <CreateIcon /> },
  { url: '/api-docs', label: 'APIs', icon: <ExtensionIcon /> },
  { url: '/docs', label: 'Docs', icon: <DocsIcon /> },
];
