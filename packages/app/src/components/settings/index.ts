export { providerSettings, settingsTabs } from './settingsPage';
