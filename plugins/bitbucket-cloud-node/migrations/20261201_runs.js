/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_cloud_runs', table => {
    table.comment('The last runs of each ingestion provider');
    table.string('provider').notNullable().comment('Its configuration key');
    table.string('provider_id').notNullable();
    table.string('running_id').comment('Of the run that is under way');
    table.bigInteger('running_since').comment('In milliseconds since 1970');
    table
      .bigInteger('alive_at')
      .comment('When the process of the run last wrote, as milliseconds');
    table.text('last_run').comment('The run that ended last, as JSON');
    table.text('last_success').comment('The last run that succeeded, as JSON');
    table.text('problems').comment('Of the last run that succeeded, as JSON');
    table.integer('problem_count').notNullable().defaultTo(0);
    table.primary(['provider', 'provider_id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_cloud_runs');
};
