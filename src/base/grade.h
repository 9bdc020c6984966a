/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_GRADE_H
#define VB_BASE_GRADE_H
/* Who would have to lie for a claim to be wrong, and how hard is that? And the three answers to a yes-no question. */
typedef enum vb_grade {
    VB_DECLARED,   /* a paper or a table says so */
    VB_REPORTED,   /* software on the host says so */
    VB_CONSISTENT, /* independent fields agree with each other and with the catalogue */
    VB_MEASURED,   /* a fresh challenge was answered within physical bounds */
    VB_ATTESTED    /* a key in the hardware signed it, bound to a fresh nonce */
} vb_grade;
static inline const char *vb_grade_name(vb_grade g)
{
    static const char *const names[] = {"declared", "reported", "consistent", "measured", "attested"};
    return (unsigned)g < 5 ? names[g] : "unknown";
}

typedef enum vb_tri { VB_UNKNOWN, VB_NO, VB_YES } vb_tri;
#endif
