/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_cloud_scorecards', table => {
    table.comment('What the daily pass found about each component');
    table.string('entity_ref', 400).primary();
    table
      .text('facts')
      .notNullable()
      .comment('JSON: repository, and what Bitbucket contains about it');
    table
      .bigInteger('checked_at')
      .notNullable()
      .comment('When the pass ended with it, in milliseconds since 1970');
    table.index('checked_at', 'bitbucket_cloud_scorecards_checked_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_cloud_scorecards');
};
