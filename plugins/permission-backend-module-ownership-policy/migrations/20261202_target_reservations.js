/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('location_target_reservations', table => {
    table.comment('The targets that a request registers or unregisters now');
    table
      .string('target_hash', 64)
      .notNullable()
      .primary()
      .comment('SHA-256 of type:target');
    table.string('token', 36).notNullable().comment('Of the request');
    table
      .bigInteger('reserved_at')
      .notNullable()
      .comment('Milliseconds since the Unix epoch');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('location_target_reservations');
};
