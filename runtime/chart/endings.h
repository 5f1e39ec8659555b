// When what lasts has ended, as far as a chart tells: one moment is its beginning, and an entry
// whose status says that it is over has an end, written or not.
#pragma once

#include "runtime/base/arena.h"
#include "runtime/chart/row.h"
#include "runtime/plan/plan.h"

namespace suture::chart {

Cell PeriodCell(const Period& period, base::Arena& arena);
// Of a period of which one moment is told: where it began. That its end is not known tells Period
// by being no period and having no end.
Cell BeginningCell(const values::DateTime& time, base::Arena& arena);

// Whether CompletePeriods looks at the attribute.
bool TellsEnd(const plan::Attribute& attribute);

// What else the row says of the end of a period that has none: a moment called `ended` is the end
// of the time that windows test, and a `status` that says that it is over leaves the end not known.
// HL7 FHIR has a period without an end go on, whatever the status says.
void CompletePeriods(const plan::Shape& shape, Row& row, base::Arena& arena);

}  // namespace suture::chart
