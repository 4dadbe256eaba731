/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('bitbucket_cloud_answers', table => {
    table
      .bigInteger('recheck_at')
      .notNullable()
      .defaultTo(0)
      .comment(
        'Data that contain a webhook are read again after this time, in milliseconds since 1970; 0 without',
      );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('bitbucket_cloud_answers', table => {
    table.dropColumn('recheck_at');
  });
};
