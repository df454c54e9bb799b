/** Units in which quantities stand in memory. */

/** Unit of a value in memory; scenario files may use any unit of the same kind. */
export type ParameterUnit = 'ns' | 'bytes' | 'bit/s' | 'percent' | 'count' | 'pages' | 'pages/s';
