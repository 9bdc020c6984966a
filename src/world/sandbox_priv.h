/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_SANDBOX_PRIV_H
#define VB_WORLD_SANDBOX_PRIV_H
/* For every input the parent sends one byte with two descriptors over the socket (the input to read, the pipe for the
 * answer), and gets the parser's wait status back as an int. On the pipe stands one of these words, and then
 *   OK          what the parser wrote
 *   ERROR       code LF offset (-1 = none) LF where LF message
 *   UNCONFINED  why */
#define VB_SANDBOX_OK "verbleib-ok\n"
#define VB_SANDBOX_ERROR "verbleib-error\n"
#define VB_SANDBOX_UNCONFINED "verbleib-unconfined\n"

/* The helper's whole environment; it tells a main that it is a helper already. */
#define VB_SANDBOX_MARK "VB_SANDBOX_CHILD"
#endif
