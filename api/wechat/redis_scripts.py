"""The steps of a turn as Redis takes them, each one whole: nothing comes between a look and what is done about it.

A turn is a hash of owner, lease, awaited, answer and taken, times in seconds since 1970; a user is a sorted set of the
keys of his turns by the time they came. Both run out by themselves.
"""

from __future__ import annotations

from typing import Final

_FIELDS: Final = "'owner', 'lease', 'awaited', 'answer', 'taken'"

BEGIN: Final = f"""
local key, owner, now, lease, kept, prefix = unpack(ARGV)
if redis.call('HSETNX', KEYS[1], 'owner', owner) == 0 then
  local found = redis.call('HMGET', KEYS[1], {_FIELDS})
  return {{0, '', found[1] or '', found[2] or '', found[3] or '', found[4] or '', found[5] or ''}}
end
redis.call('HSET', KEYS[1], 'lease', lease, 'awaited', '0')
redis.call('EXPIRE', KEYS[1], kept)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', tonumber(now) - tonumber(kept))
local unfinished = ''
for _, other in ipairs(redis.call('ZREVRANGE', KEYS[2], 0, 19)) do
  local turn = redis.call('HMGET', prefix .. other, 'lease', 'answer')
  if turn[1] and not turn[2] and tonumber(turn[1]) > tonumber(now) then
    unfinished = other
    break
  end
end
redis.call('ZADD', KEYS[2], now, key)
redis.call('EXPIRE', KEYS[2], kept)
return {{1, unfinished}}
"""

LOOK: Final = f"""
local found = redis.call('HMGET', KEYS[1], {_FIELDS})
if not found[1] then return {{}} end
return {{found[1], found[2] or '', found[3] or '', found[4] or '', found[5] or ''}}
"""

AWAIT: Final = """
local awaited = redis.call('HGET', KEYS[1], 'awaited')
if awaited and tonumber(awaited) < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'awaited', ARGV[1]) end
return 1
"""

RENEW: Final = """
for _, turn in ipairs(KEYS) do
  if redis.call('HGET', turn, 'owner') == ARGV[1] then redis.call('HSET', turn, 'lease', ARGV[2]) end
end
return 1
"""

TAKE_OVER: Final = """
local turn = redis.call('HMGET', KEYS[1], 'lease', 'answer')
if not turn[1] or turn[2] or tonumber(turn[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'lease', ARGV[3])
return 1
"""

# A turn that Redis lost by a restart is written anew, so that its answer still goes out; a forgotten one is not.
FINISH: Final = """
if redis.call('HGET', KEYS[1], 'taken') == 'forgotten' then return '0' end
redis.call('HSETNX', KEYS[1], 'owner', '')
redis.call('HSET', KEYS[1], 'answer', ARGV[1])
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'taken', ARGV[2]) end
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('HGET', KEYS[1], 'awaited') or '0'
"""

TAKE: Final = """
local turn = redis.call('HMGET', KEYS[1], 'answer', 'taken')
if not turn[1] or turn[2] then return 0 end
redis.call('HSET', KEYS[1], 'taken', ARGV[1])
return 1
"""

FORGET: Final = """
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local turn = ARGV[1] .. key
  if redis.call('EXISTS', turn) == 1 then
    redis.call('HDEL', turn, 'answer')
    redis.call('HSET', turn, 'taken', 'forgotten')
    redis.call('EXPIRE', turn, ARGV[2])
  end
end
return redis.call('DEL', KEYS[1])
"""
