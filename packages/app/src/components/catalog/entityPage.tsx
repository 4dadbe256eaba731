import { EntitySwitch, isKind } from '@backstage/plugin-catalog';
import { apiPage } from './apiPage';
import { componentPage } from './componentPage';
import { domainPage } from './domainPage';
import { groupPage } from './groupPage';
import { locationPage } from './locationPage';
import { otherPage } from './otherPage';
import { resourcePage } from './resourcePage';
import { systemPage } from './systemPage';
import { templatePage } from './templatePage';
import { userPage } from './userPage';

/**
 * The page of an entity, by its kind. To change the page of a kind, edit its file.
 *
 * The pages are elements and not components, because Backstage finds the plugins' tabs by walking the
 * element tree.
 */
export const entityPage = (
  <EntitySwitch>
    <EntitySwitch.Case if={isKind('component')} children={componentPage} />
    <EntitySwitch.Case if={isKind('api')} children={apiPage} />
    <EntitySwitch.Case if={isKind('group')} children={groupPage} />
    <EntitySwitch.Case if={isKind('user')} children={userPage} />
    <EntitySwitch.Case if={isKind('system')} children={systemPage} />
    <EntitySwitch.Case if={isKind('domain')} children={domainPage} />
    <EntitySwitch.Case if={isKind('resource')} children={resourcePage} />
    <EntitySwitch.Case if={isKind('template')} children={templatePage} />
    <EntitySwitch.Case if={isKind('location')} children={locationPage} />
    <EntitySwitch.Case>{otherPage}</EntitySwitch.Case>
  </EntitySwitch>
);
