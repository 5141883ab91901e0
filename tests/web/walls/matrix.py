"""Every address of the helpline, and what it answers to everybody: the one table of who may see what.

A row: method, address (with the names of `people.Matrix.things`; behind a `?` what a form sends), one letter for each
column, and the places to which letters lead. A method that has no row for an address is refused there with 405.

Letters:
    .  shown (200)             +  made (201)             0  done, nothing to show (204)
    S  to the sign-in of staff, and back here            C  to the sign-in of citizens, and back here
    2  to the set-up of the second factor                P  to the change of the password
    R  the password is asked once more
    F  refused (403)           N  it does not exist (404)
    K  a key is needed (401)   U  shown again with what is wrong (422)
    D  a part is down (503): no worker runs in the tests
    any other: on to the place named at the end of the row (`*` stands for a number that is new)
"""

# fmt: off
PAGES = """
                                                                   n  nobody
                                                                   |d  nobody, in whose browser lies an unsent draft
                                                                   || c  the citizen who brought the cases
                                                                   || |j  a citizen who joined one of them
                                                                   || ||o  another citizen
                                                                   || ||| h  the officer who holds the case
                                                                   || ||| |l  an officer further up in its line
                                                                   || ||| ||e  an officer elsewhere
                                                                   || ||| |||v  the vigilance officer who holds the sealed case
                                                                   || ||| |||| a  the agent on the call
                                                                   || ||| |||| |b  another agent
                                                                   || ||| |||| ||s  the floor supervisor
                                                                   || ||| |||| ||| q  the quality auditor
                                                                   || ||| |||| ||| |m  the administrator
                                                                   || ||| |||| ||| || z  an officer who has not set up the second factor
                                                                   || ||| |||| ||| || |p  an officer whose password the administrator gave
                                                                   || ||| |||| ||| || ||x  an officer whose account was closed

GET  /health                                                       DD DDD DDDD DDD DD DDD
GET  /service-worker.js                                            .. ... .... ... .. ...
POST /hooks/sms/mobile-seva                                        KK KKK KKKK KKK KK KKK
POST /hooks/sms/mobile-seva/token                                  KK KKK KKKK KKK KK KKK
GET  /hooks/whatsapp                                               FF FFF FFFF FFF FF FFF
POST /hooks/whatsapp                                               FF FFF FFFF FFF FF FFF
POST /hooks/sms/mobile-seva/incoming                               KK KKK KKKK KKK KK KKK
POST /hooks/sms/mobile-seva/incoming/token                         KK KKK KKKK KKK KK KKK
POST /hooks/payment                                                KK KKK KKKK KKK KK KKK
POST /hooks/digilocker/uri                                         KK KKK KKKK KKK KK KKK
POST /hooks/digilocker/document                                    KK KKK KKKK KKK KK KKK
POST /hooks/email/bounce                                           KK KKK KKKK KKK KK KKK
POST /hooks/email/bounce/token                                     KK KKK KKKK KKK KK KKK
POST /hooks/push/shown                                             KK KKK KKKK KKK KK KKK

GET  /                                                             .. ... .... ... .. ...
GET  /about/                                                       .. ... .... ... .. ...
GET  /help/                                                        .. ... .... ... .. ...
GET  /contact/                                                     .. ... .... ... .. ...
GET  /privacy/                                                     .. ... .... ... .. ...
GET  /terms/                                                       .. ... .... ... .. ...
GET  /accessibility/                                               .. ... .... ... .. ...
GET  /site-map/                                                    .. ... .... ... .. ...
GET  /feedback/                                                    .. ... .... ... .. ...
POST /feedback/?useful=yes&text=ok                                 >> >>> >>>> >>> >> >>>  → >=/feedback/
GET  /women/                                                       .. ... .... ... .. ...
POST /women/?safe_number=9876500010&safe_from=10&safe_until=14     >> >>> >>>> >>> >> >>>  → >=/women/ok/
GET  /women/ok/                                                    .. ... .... ... .. ...
GET  /manifest.webmanifest                                         .. ... .... ... .. ...
GET  /offline/                                                     .. ... .... ... .. ...
GET  /robots.txt                                                   .. ... .... ... .. ...

GET  /sign-in/                                                     .. >>> .... ... .. ...  → >=/mine/
POST /sign-in/?mobile={mobile}                                     >> >>> >>>> >>> >> >>>  → >=/sign-in/code/?next=/mine/
GET  /sign-in/code/                                                >> >>> >>>> >>> >> >>>  → >=/sign-in/?next=/mine/
POST /sign-in/code/?code=123456                                    >> >>> >>>> >>> >> >>>  → >=/sign-in/?next=/mine/
POST /sign-out/                                                    >> >>> >>>> >>> >> >>>  → >=/

GET  /file/                                                        >. .>> >>>> >>> >> >>>  → >=/file/words/
POST /file/anew/                                                   >> >>> >>>> >>> >> >>>  → >=/file/words/
GET  /file/words/                                                  .. ... .... ... .. ...
POST /file/words/?text=abc&kind=complaint                          >p q>> >>>> >>> >> >>>  → >=/file/subject/ p=/file/you/ q=/file/check/
GET  /file/subject/                                                >. .>> >>>> >>> >> >>>  → >=/file/words/
POST /file/subject/?category=energy.no-supply                      >p p>> >>>> >>> >> >>>  → >=/file/words/ p=/file/details/
GET  /file/place/                                                  >. .>> >>>> >>> >> >>>  → >=/file/words/
POST /file/place/?place=0                                          >. .>> >>>> >>> >> >>>  → >=/file/words/
GET  /file/accused/                                                >. .>> >>>> >>> >> >>>  → >=/file/words/
POST /file/accused/?accused=0                                      >. .>> >>>> >>> >> >>>  → >=/file/words/
GET  /file/details/                                                >. .>> >>>> >>> >> >>>  → >=/file/words/
POST /file/details/?landmark=x                                     >p q>> >>>> >>> >> >>>  → >=/file/words/ p=/file/you/ q=/file/check/
GET  /file/files/                                                  >. .>> >>>> >>> >> >>>  → >=/file/words/
POST /file/files/?go_on=1                                          >p q>> >>>> >>> >> >>>  → >=/file/words/ p=/file/you/ q=/file/check/
GET  /file/similar/                                                >p q>> >>>> >>> >> >>>  → >=/file/words/ p=/file/you/ q=/file/check/
POST /file/similar/?same=0                                         >p q>> >>>> >>> >> >>>  → >=/file/words/ p=/file/you/ q=/file/check/
GET  /file/you/                                                    >C .>> >>>> >>> >> >>>  → >=/file/words/
POST /file/you/?name=x                                             >C p>> >>>> >>> >> >>>  → >=/file/words/ p=/file/check/
GET  /file/check/                                                  >p .>> >>>> >>> >> >>>  → >=/file/words/ p=/file/you/
POST /file/check/                                                  >p q>> >>>> >>> >> >>>  → >=/file/words/ p=/file/you/ q=/file/done/*/
GET  /file/done/{case}/                                            CC ..N CCCC CCC CC CCC
GET  /file/done/{sealed}/                                          CC .NN CCCC CCC CC CCC

GET  /schemes/?q=pension                                           .. ... .... ... .. ...
GET  /schemes/x/                                                   .. ... .... ... .. ...
GET  /schemes/no-such/                                             NN NNN NNNN NNN NN NNN
GET  /schemes/mine/                                                .. ... .... ... .. ...
POST /schemes/mine/?age=40                                         .. ... .... ... .. ...
POST /schemes/mine/?age=x                                          UU UUU UUUU UUU UU UUU

GET  /track/                                                       .. ... .... ... .. ...
POST /track/?number={case}&mobile={mobile}                         >> ppp >>>> >>> >> >>>  → >=/sign-in/code/?next=/c/{case}/ p=/c/{case}/
GET  /corruption/follow/                                           .. ... .... ... .. ...
POST /corruption/follow/?number={sealed}&secret=1111222233334444   .. ... .... ... .. ...
GET  /corruption/follow/case/                                      >> >>> >>>> >>> >> >>>  → >=/corruption/follow/
POST /corruption/follow/leave/                                     >> >>> >>>> >>> >> >>>  → >=/corruption/follow/
GET  /corruption/follow/citizen-note/                              >> >>> >>>> >>> >> >>>  → >=/corruption/follow/
POST /corruption/follow/citizen-note/?words=x                      >> >>> >>>> >>> >> >>>  → >=/corruption/follow/
GET  /mine/                                                        CC ... CCCC CCC CC CCC
GET  /call-me/                                                      CC ... CCCC CCC CC CCC
POST /call-me/?do=ask&case={case}                                  CC >>p CCCC CCC CC CCC  → >=/call-me/?case={case} p=/call-me/
POST /call-me/?do=ask&case={sealed}                                CC >pp CCCC CCC CC CCC  → >=/call-me/?case={sealed} p=/call-me/
POST /call-me/?do=silence                                          CC >>> CCCC CCC CC CCC  → >=/call-me/
POST /call-me/?do=no-such                                          CC UUU CCCC CCC CC CCC
GET  /tell-me/                                                     CC ... CCCC CCC CC CCC
POST /tell-me/?do=way&way=sms                                      CC >>> CCCC CCC CC CCC  → >=/tell-me/
POST /tell-me/?do=device                                           CC UUU CCCC CCC CC CCC
POST /tell-me/?do=notices                                          CC >>> CCCC CCC CC CCC  → >=/tell-me/
POST /tell-me/?do=no-such                                          CC UUU CCCC CCC CC CCC
GET  /tell-me/email/1-aaaaaaaaaaaaaaaa/                            .. ... .... ... .. ...
POST /tell-me/email/1-aaaaaaaaaaaaaaaa/                            UU UUU UUUU UUU UU UUU
GET  /tell-me/stop/1-aaaaaaaaaaaaaaaa/                             .. ... .... ... .. ...
POST /tell-me/stop/1-aaaaaaaaaaaaaaaa/                             UU UUU UUUU UUU UU UUU
GET  /c/{case}/                                                    CC ..N CCCC CCC CC CCC
GET  /c/{sealed}/                                                  CC .NN CCCC CCC CC CCC
GET  /c/{case}/receipt.pdf                                         CC ..N CCCC CCC CC CCC
GET  /c/{sealed}/receipt.pdf                                       CC .NN CCCC CCC CC CCC
GET  /c/{case}/citizen-note/                                       CC ..N CCCC CCC CC CCC
POST /c/{case}/citizen-note/?words=x                               CC >>N CCCC CCC CC CCC  → >=/c/{case}/
POST /c/{sealed}/citizen-note/?words=x                             CC >NN CCCC CCC CC CCC  → >=/c/{sealed}/
GET  /c/{solved}/confirm/                                          CC .NN CCCC CCC CC CCC
POST /c/{solved}/confirm/?rating=5                                 CC >NN CCCC CCC CC CCC  → >=/c/{solved}/
POST /c/{case}/no-such/                                            CC NNN CCCC CCC CC CCC

GET  /s/                                                           .. ... .... ... .. ...
GET  /s/mine/                                                      CC ... CCCC CCC CC CCC
GET  /s/mine/{application}/                                        CC .NN CCCC CCC CC CCC
GET  /s/mine/{application}/paper.pdf                               CC NNN CCCC CCC CC CCC
GET  /s/mine/{issued}/paper.pdf                                    CC .NN CCCC CCC CC CCC
GET  /s/mine/{application}/pay/                                    CC >NN CCCC CCC CC CCC  → >=/s/mine/{application}/
GET  /s/mine/{application}/receipt.pdf                             CC NNN CCCC CCC CC CCC
POST /s/paid/?razorpay_order_id=x                                  NN NNN NNNN NNN NN NNN
GET  /s/mine/{application}/withdraw/                               CC .NN CCCC CCC CC CCC
POST /s/mine/{application}/withdraw/                               CC >NN CCCC CCC CC CCC  → >=/s/mine/{application}/
POST /s/mine/{application}/answer/?words=x                         CC NNN CCCC CCC CC CCC
POST /s/mine/{issued}/withdraw/                                    CC NNN CCCC CCC CC CCC
GET  /s/mine/{refused}/appeal/                                     CC .NN CCCC CCC CC CCC
POST /s/mine/{application}/appeal/?words=x                         CC NNN CCCC CCC CC CCC
GET  /s/{link}/                                                    .. ... .... ... .. ...
POST /s/{link}/?do=confirm                                         UU UUU UUUU UUU UU UUU
GET  /s/1-aaaaaaaaaaaaaaaa/                                        NN NNN NNNN NNN NN NNN
POST /s/1-aaaaaaaaaaaaaaaa/?do=confirm                             NN NNN NNNN NNN NN NNN
GET  /s/{link}/identity/                                           >> >>> >>>> >>> >> >>>  → >=/s/{link}/
POST /s/{link}/identity/?aadhaar=1                                 >> >>> >>>> >>> >> >>>  → >=/s/{link}/
GET  /v/                                                           .. ... .... ... .. ...
POST /v/                                                           .. ... .... ... .. ...
GET  /v/{paper}/                                                   .. ... .... ... .. ...
POST /v/{paper}/                                                   .. ... .... ... .. ...
GET  /v/aaaabbbbccccdddd/                                          NN NNN NNNN NNN NN NNN

GET  /files/{photo}                                                NN .NN ..NN .NN NN NNN
GET  /files/{proof}                                                NN .NN ..NN .NN NN NNN
GET  /files/{sealed_photo}                                         NN .NN NNN. NNN NN NNN
GET  /files/{unsent}                                               N. NNN NNNN NNN NN NNN

GET  /desk/                                                        SS SSS FFFF ... FF 2PS
POST /desk/?mobile={mobile}                                        SS SSS FFFF >>> FF 2PS  → >=/desk/call/*/
GET  /desk/suggest/?q=bijli                                        SS SSS FFFF ... FF 2PS
GET  /desk/places/?q=rampayli                                      SS SSS FFFF ... FF 2PS
POST /desk/out/{solved}/                                           SS SSS FFFF >>> FF 2PS  → >=/desk/call/*/case/{solved}/
POST /desk/out/{case}/                                             SS SSS FFFF >>> FF 2PS  → >=/desk/
POST /desk/left/{left}/                                            SS SSS FFFF >>> FF 2PS  → >=/desk/call/*/
POST /desk/left/{secret_left}/                                     SS SSS FFFF >>> FF 2PS  → >=/desk/
POST /desk/left/{recording}/                                       SS SSS FFFF >>> FF 2PS  → >=/desk/
GET  /desk/phone/                                                  SS SSS FFFF .>> FF 2PS  → >=/desk/phone/sign-in/
GET  /desk/phone/sign-in/                                          SS SSS FFFF >.. FF 2PS  → >=/desk/phone/
POST /desk/phone/sign-in/                                          SS SSS FFFF >.. FF 2PS  → >=/desk/phone/
GET  /desk/phone/state.json                                        SS SSS FFFF ... FF 2PS
POST /desk/phone/alive/                                            SS SSS FFFF 000 FF 2PS
POST /desk/phone/want/?state=ready                                 SS SSS FFFF ... FF 2PS
POST /desk/phone/order/?kind=hold                                  SS SSS FFFF .UU FF 2PS
POST /desk/phone/order/?kind=listen                                SS SSS FFFF UUU FF 2PS
GET  /desk/phone/targets/                                          SS SSS FFFF ... FF 2PS
GET  /desk/phone/pop/{talk}/                                       SS SSS FFFF .NN FF 2PS
GET  /desk/phone/pop/{secret_talk}/                                SS SSS FFFF NNN FF 2PS
GET  /desk/phone/call/{talk}/                                      SS SSS FFFF >NN FF 2PS  → >=/desk/call/{call}/
GET  /desk/phone/call/{secret_talk}/                               SS SSS FFFF NNN FF 2PS
GET  /desk/call/{call}/                                            SS SSS FFFF .NN FF 2PS
POST /desk/call/{call}/?do=keep                                    SS SSS FFFF 0NN FF 2PS
POST /desk/call/{call}/caller/?mobile=x                            SS SSS FFFF UNN FF 2PS
GET  /desk/call/{call}/threat/                                     SS SSS FFFF .NN FF 2PS
POST /desk/call/{call}/threat/?number={case}&words=x               SS SSS FFFF UNN FF 2PS
POST /desk/call/{call}/threat/?number={sealed}&words=x             SS SSS FFFF >NN FF 2PS  → >=/desk/call/{call}/
POST /desk/call/{call}/do-not-disturb/                             SS SSS FFFF >NN FF 2PS  → >=/desk/call/{call}/
POST /desk/call/{call}/end/?kind=status&disposition=status_told    SS SSS FFFF UNN FF 2PS
GET  /desk/call/{call}/schemes/?q=pension                          SS SSS FFFF .NN FF 2PS
POST /desk/call/{call}/schemes/?asked=x&answered=no                SS SSS FFFF >NN FF 2PS  → >=/desk/call/{call}/schemes/?told=yes
GET  /desk/call/{call}/registered/{typed}/                         SS SSS FFFF .NN FF 2PS
POST /desk/call/{call}/join/{case}/                                SS SSS FFFF NNN FF 2PS
GET  /desk/call/{call}/service/                                    SS SSS FFFF .NN FF 2PS
POST /desk/call/{call}/service/                                    SS SSS FFFF .NN FF 2PS
GET  /desk/call/{call}/service/{taken}/                            SS SSS FFFF .NN FF 2PS
GET  /desk/call/{call}/service/{application}/                      SS SSS FFFF NNN FF 2PS
GET  /desk/call/{call}/case/{case}/                                SS SSS FFFF .NN FF 2PS
GET  /desk/call/{call}/case/{sealed}/                              SS SSS FFFF NNN FF 2PS
GET  /desk/call/{call}/case/{others}/                              SS SSS FFFF NNN FF 2PS
POST /desk/call/{call}/case/{case}/note/?words=x                   SS SSS FFFF >NN FF 2PS  → >=/desk/call/{call}/case/{case}/?did=note
POST /desk/call/{call}/case/{sealed}/note/?words=x                 SS SSS FFFF NNN FF 2PS
POST /desk/call/{call}/case/{others}/note/?words=x                 SS SSS FFFF NNN FF 2PS

GET  /women-desk/                                                  SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/                                            SS SSS FFFF FFF FF 2PS
POST /women-desk/women/?sought=9876500010                          SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/new/                                        SS SSS FFFF FFF FF 2PS
POST /women-desk/women/new/?triage=emergency                       SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/new/{call}/                                 SS SSS FFFF FFF FF 2PS
POST /women-desk/women/new/{call}/?triage=emergency                SS SSS FFFF FFF FF 2PS
POST /women-desk/women/request/{asked}/                            SS SSS FFFF FFF FF 2PS
POST /women-desk/women/request/{asked}/done/?reached=safe          SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/review/                                     SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/readings/                                   SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/figures/                                    SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/return.csv                                  SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/c/{womans}/                                 SS SSS FFFF FFF FF 2PS
GET  /women-desk/child1098/                                        SS SSS FFFF FFF FF 2PS
POST /women-desk/child1098/?sought=9876500010                      SS SSS FFFF FFF FF 2PS
GET  /women-desk/divyangjan/                                       SS SSS FFFF FFF FF 2PS
POST /women-desk/divyangjan/?sought=9876500010                     SS SSS FFFF FFF FF 2PS
GET  /women-desk/women/c/{womans}/complaint/                       SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/complaint/?consent=on&register=1 SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/complaint/{ordinary}/?answer=yes&is_asked=on SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/112/                             SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/number/                          SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/referral/{referral}/?state=served SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/follow-up/{follow_up}/?reached=safe SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/note/?words=x                    SS SSS FFFF FFF FF 2PS
POST /women-desk/women/c/{womans}/close/?consent=on&words=x        SS SSS FFFF FFF FF 2PS

GET  /floor/                                                       SS SSS FFFF FF. FF 2PS
POST /floor/act/?ready={session}                                   SS SSS FFFF FF> FF 2PS  → >=/floor/
POST /floor/act/?listen={talk}                                     SS SSS FFFF FF> FF 2PS  → >=/floor/
POST /floor/act/?listen={secret_talk}                              SS SSS FFFF FFN FF 2PS
GET  /floor/wall/                                                  SS SSS FFFF FF. FF 2PS
POST /floor/note/?text=x&hours=8                                   SS SSS FFFF FF> FF 2PS  → >=/floor/
POST /floor/note/{floor_note}/withdraw/                            SS SSS FFFF FF> FF 2PS  → >=/floor/
POST /floor/announce/?words_hi=x&hours=8                           SS SSS FFFF FF> FF 2PS  → >=/floor/
POST /floor/announce/{announcement}/withdraw/                      SS SSS FFFF FF> FF 2PS  → >=/floor/
GET  /floor/today/                                                 SS SSS FFFF FF. FF 2PS
GET  /floor/agent/{agent}/                                         SS SSS FFFF FF. FF 2PS
GET  /floor/callbacks/                                             SS SSS FFFF FF. FF 2PS
POST /floor/callbacks/{callback}/?do=cancel                        SS SSS FFFF FF> FF 2PS  → >=/floor/callbacks/
POST /floor/callbacks/{secret_callback}/?do=cancel                 SS SSS FFFF FFN FF 2PS
GET  /floor/campaigns/                                             SS SSS FFFF FF. FF 2PS
GET  /floor/campaigns/new/                                         SS SSS FFFF FF. FF 2PS
POST /floor/campaigns/new/                                         SS SSS FFFF FFU FF 2PS
GET  /floor/campaigns/{campaign}/                                  SS SSS FFFF FF. FF 2PS
GET  /floor/campaigns/{campaign}/edit/                             SS SSS FFFF FF. FF 2PS
POST /floor/campaigns/{campaign}/edit/                             SS SSS FFFF FFU FF 2PS
POST /floor/campaigns/{campaign}/run/?do=start                     SS SSS FFFF FF> FF 2PS  → >=/floor/campaigns/{campaign}/
GET  /floor/campaigns/{campaign}/calls.csv                         SS SSS FFFF FF. FF 2PS
GET  /floor/recordings/                                            SS SSS FFFF FF. FF 2PS
GET  /floor/shifts/                                                SS SSS FFFF FF. FF 2PS
POST /floor/shifts/2026-11-23/copy/                                SS SSS FFFF FF> FF 2PS  → >=/floor/shifts/?week=2026-11-23
GET  /floor/shifts/2026-11-23/{agent}/                             SS SSS FFFF FF. FF 2PS
POST /floor/shifts/2026-11-23/{agent}/?begins0=10:00&ends0=18:00   SS SSS FFFF FF> FF 2PS  → >=/floor/shifts/?week=2026-11-23
GET  /floor/report/?first=2026-11-23&last=2026-11-23&by=queue      SS SSS FFFF FF. FF 2PS
GET  /floor/differences/                                           SS SSS FFFF FF. FF 2PS
POST /floor/differences/{difference}/explain/?explanation=x        SS SSS FFFF FF> FF 2PS  → >=/floor/differences/

GET  /recordings/marks/                                            SS SSS FFFF ... FF 2PS
GET  /recordings/{recording}/                                      SS SSS FFFF .N. FF 2PS
GET  /recordings/{secret_recording}/                               SS SSS FFFF NNN FF 2PS
GET  /recordings/{left}/                                           SS SSS FFFF ... FF 2PS
GET  /recordings/{secret_left}/                                    SS SSS FFFF NNN FF 2PS
GET  /recordings/{recording}/audio                                 SS SSS FFFF .N. FF 2PS
GET  /recordings/{secret_recording}/audio                          SS SSS FFFF NNN FF 2PS
POST /recordings/{recording}/note/?at_seconds=0&text=x             SS SSS FFFF >N> FF 2PS  → >=/recordings/{recording}/
POST /recordings/{recording}/mark/?greeting=4&listening=4&correctness=4&politeness=4&closing=4  SS SSS FFFF FF> FF 2PS  → >=/recordings/{recording}/
POST /recordings/{secret_recording}/mark/?greeting=4               SS SSS FFFF FFN FF 2PS
POST /recordings/{recording}/again/                                SS SSS FFFF FF> FF 2PS  → >=/floor/recordings/

GET  /office/                                                      SS SSS .... FFF .F 2PS
GET  /office/score/                                                SS SSS .... FFF .F 2PS
GET  /office/central/                                              SS SSS .... FFF .F 2PS
GET  /office/take-up/                                              SS SSS >>>> FFF >F 2PS  → >=/office/
POST /office/take-up/?case={case}                                  SS SSS >>>> FFF >F 2PS  → >=/office/
GET  /office/approvals/                                            SS SSS .... FFF .F 2PS
GET  /office/audit/                                                SS SSS FFFF FFF .F 2PS
GET  /office/notices/                                              SS SSS .... FFF .. 2PS
POST /office/notices/?do=notices                                   SS SSS >>>> FFF >> 2PS  → >=/office/notices/
POST /office/notices/?do=device                                    SS SSS UUUU FFF UU 2PS
GET  /office/search/?q=bijli                                       SS SSS .... FFF .F 2PS
GET  /office/appeals/                                              SS SSS .... FFF .F 2PS
GET  /office/appeals/recovery/                                     SS SSS .... FFF .F 2PS
POST /office/appeals/recovery/{penalty}/                           SS SSS N>NN FFF NF 2PS  → >=/office/appeals/recovery/
GET  /office/appeals/penalties/{penalty}/                          SS SSS .NNN FFF NF 2PS
POST /office/appeals/penalties/{penalty}/                          SS SSS UNNN FFF NF 2PS
POST /office/appeals/take-up/{application}/                        SS SSS NNNN FFF NF 2PS
GET  /office/appeals/{appeal}/                                     SS SSS ..NN FFF NF 2PS
POST /office/appeals/{appeal}/hear/                                SS SSS UUNN FFF NF 2PS
POST /office/appeals/{appeal}/decide/                              SS SSS UUNN FFF NF 2PS
GET  /office/services/                                             SS SSS .... FFF .F 2PS
GET  /office/services/{application}/                               SS SSS .NNN FFF NF 2PS
GET  /office/services/{taken}/                                     SS SSS NNNN FFF NF 2PS
GET  /office/services/{application}/sanction/                      SS SSS .NNN FFF NF 2PS
POST /office/services/{application}/sanction/                      SS SSS UNNN FFF NF 2PS
POST /office/services/{application}/reject/?reason=not_true&words=x SS SSS >NNN FFF NF 2PS  → >=/office/services/
POST /office/services/{issued}/sanction/?sure=on                   SS SSS NNNN FFF NF 2PS
GET  /office/vigilance/                                            SS SSS FFF. FFF FF 2PS
GET  /office/vigilance/figures/                                    SS SSS FFF. FFF FF 2PS
GET  /office/vigilance/{sealed}/                                   SS SSS FFF. FFF FF 2PS
GET  /office/vigilance/{case}/                                     SS SSS FFFN FFF FF 2PS
GET  /office/vigilance/{sealed}/ask/                               SS SSS FFF> FFF FF 2PS  → >=/office/vigilance/{sealed}/
POST /office/vigilance/{sealed}/ask/?words=x                       SS SSS FFF> FFF FF 2PS  → >=/office/vigilance/{sealed}/
POST /office/vigilance/{sealed}/open/                              SS SSS FFFU FFF FF 2PS
POST /office/vigilance/{sealed}/approve/                           SS SSS FFFU FFF FF 2PS
POST /office/vigilance/{case}/ask/?words=x                         SS SSS FFFN FFF FF 2PS
GET  /office/vigilance/{sealed}/evidence/{sealed_photo}/           SS SSS FFF. FFF FF 2PS
GET  /office/vigilance/{sealed}/evidence/{photo}/                  SS SSS FFFN FFF FF 2PS
GET  /office/vigilance/{sealed}/package/{package}/                 SS SSS FFF. FFF FF 2PS
GET  /office/vigilance/{case}/package/{package}/                   SS SSS FFFN FFF FF 2PS
GET  /office/c/{case}/                                             SS SSS ..NN FFF NF 2PS
GET  /office/c/{closed}/                                           SS SSS ..NN FFF .F 2PS
GET  /office/c/{sealed}/                                           SS SSS NNN. FFF NF 2PS
GET  /office/c/{case}/citizen/                                     SS SSS >>NN FFF NF 2PS  → >=/office/c/{case}/
POST /office/c/{case}/citizen/?reason=x                            SS SSS .UNN FFF NF 2PS
POST /office/c/{sealed}/citizen/?reason=x                          SS SSS NNNU FFF NF 2PS
GET  /office/c/{case}/call/                                        SS SSS >>NN FFF NF 2PS  → >=/office/c/{case}/
POST /office/c/{case}/call/                                        SS SSS >>NN FFF NF 2PS  → >=/office/c/{case}/
POST /office/c/{sealed}/call/                                      SS SSS NNN> FFF NF 2PS  → >=/office/c/{sealed}/
GET  /office/c/{case}/note/                                        SS SSS >>NN FFF NF 2PS  → >=/office/c/{case}/?act=note
POST /office/c/{case}/note/?words=x                                SS SSS >UNN FFF NF 2PS  → >=/office/c/{case}/
POST /office/c/{case}/take-up/                                     SS SSS >UNN FFF NF 2PS  → >=/office/c/{case}/
POST /office/c/{sealed}/take-up/                                   SS SSS NNN> FFF NF 2PS  → >=/office/c/{sealed}/
POST /office/c/{closed}/audit/?verdict=good                        SS SSS UUNN FFF UF 2PS

GET  /staff/home/                                                  SS SSS >>>> ppp >q 2PS  → >=/office/ p=/desk/ q=/admin/
GET  /staff/login/                                                 .. ... >>>> >>> >> >>.  → >=/staff/home/
POST /staff/login/?login=agent&password=x                          .. ... >>>> >>> >> >>.  → >=/staff/home/
GET  /staff/logout/                                                >> >>> .... ... .. ..>  → >=/staff/login/
POST /staff/logout/                                                >> >>> >>>> >>> >> >>>  → >=/staff/login/
GET  /staff/inactive/                                              .. ... .... ... .. ...
GET  /staff/signup/                                                .. ... >>>> >>> >> >>.  → >=/staff/home/
POST /staff/signup/?username=x                                     .. ... >>>> >>> >> >>.  → >=/staff/home/
GET  /staff/reauthenticate/                                        SS SSS .... ... .. ..S
POST /staff/reauthenticate/?password=x                             SS SSS .... ... .. ..S
GET  /staff/password/change/                                       SS SSS .... ... .. ..S
POST /staff/password/change/                                       SS SSS .... ... .. ..S
GET  /staff/password/set/                                          SS SSS >>>> >>> >> >>S  → >=/staff/password/change/
POST /staff/password/set/                                          SS SSS >>>> >>> >> >>S  → >=/staff/password/change/
GET  /staff/password/reset/                                        .. ... .... ... .. ...
GET  /staff/mfa/                                                   SS SSS .... ... .. ..S
GET  /staff/mfa/authenticate/                                      >> >>> pppp ppp pp pp>  → >=/staff/login/ p=/staff/home/
POST /staff/mfa/authenticate/                                      >> >>> pppp ppp pp pp>  → >=/staff/login/ p=/staff/home/
GET  /staff/mfa/reauthenticate/                                    SS SSS .... ... .. >.S  → >=/staff/reauthenticate/
POST /staff/mfa/reauthenticate/?code=1                             SS SSS .... ... .. >.S  → >=/staff/reauthenticate/
GET  /staff/mfa/totp/activate/                                     SS SSS RRRR RRR RR RRS
POST /staff/mfa/totp/activate/                                     SS SSS RRRR RRR RR RRS
GET  /staff/mfa/totp/deactivate/                                   SS SSS RRRR RRR RR NRS
POST /staff/mfa/totp/deactivate/                                   SS SSS RRRR RRR RR NRS
GET  /staff/mfa/recovery-codes/                                    SS SSS RNNN NNN NN NNS
GET  /staff/mfa/recovery-codes/generate/                           SS SSS RRRR RRR RR RRS
POST /staff/mfa/recovery-codes/generate/                           SS SSS RRRR RRR RR RRS
GET  /staff/mfa/recovery-codes/download/                           SS SSS RNNN NNN NN NNS
POST /staff/mfa/recovery-codes/download/                           SS SSS RNNN NNN NN NNS

GET  /admin/                                                       SS SSS FFFF FFF .. 2PS
GET  /admin/login/                                                 SS SSS >>>> >>> >> >>S  → >=/staff/home/
GET  /admin/password_change/                                       SS SSS FFFF FFF >> 2PS  → >=/staff/password/change/
GET  /admin/autocomplete/?app_label=offices&model_name=posting&field_name=post  SS SSS FFFF FFF F. 2PS
GET  /admin/jsi18n/                                                SS SSS FFFF FFF .. 2PS
GET  /admin/accounts/                                              SS SSS FFFF FFF .. 2PS
GET  /admin/offices/posting/move/                                  SS SSS FFFF FFF F. 2PS
POST /admin/offices/posting/move/                                  SS SSS FFFF FFF FU 2PS
GET  /admin/sunwai_messages/template/preview/?event=climbed&language=hi&text=x  SS SSS FFFF FFF F. 2PS
GET  /admin/central/                                               SS SSS FFFF FFF F. 2PS
POST /admin/central/category/7/?category={subject}                 SS SSS FFFF FFF F> 2PS  → >=/admin/central/
POST /admin/central/district/?spelling=BALA&district=x             SS SSS FFFF FFF FN 2PS
POST /admin/central/district/?spelling=BALA&district={district}    SS SSS FFFF FFF F> 2PS  → >=/admin/central/
GET  /admin/central/aside/                                         SS SSS FFFF FFF F. 2PS
POST /admin/central/aside/{aside}/let-go/                          SS SSS FFFF FFF F> 2PS  → >=/admin/central/aside/
GET  /admin/central/registers/                                     SS SSS FFFF FFF F. 2PS
POST /admin/central/push/{push}/again/                             SS SSS FFFF FFF F> 2PS  → >=/admin/central/registers/
GET  /admin/directory/                                             SS SSS FFFF FFF F. 2PS
GET  /admin/directory/new/                                         SS SSS FFFF FFF F. 2PS
POST /admin/directory/new/                                         SS SSS FFFF FFF FU 2PS
GET  /admin/directory/edit/x/                                      SS SSS FFFF FFF F. 2PS
POST /admin/directory/edit/x/?why=x                                SS SSS FFFF FFF FU 2PS
GET  /admin/directory/edit/no-such/                                SS SSS FFFF FFF FN 2PS
GET  /admin/directory/change/{change}/                             SS SSS FFFF FFF F. 2PS
POST /admin/directory/change/{change}/?do=refuse                   SS SSS FFFF FFF F> 2PS  → >=/admin/directory/
POST /admin/directory/change/{change}/?do=no-such                  SS SSS FFFF FFF FN 2PS
POST /admin/directory/question/{question}/                         SS SSS FFFF FFF F> 2PS  → >=/admin/directory/#questions
GET  /admin/prompts/                                               SS SSS FFFF FFF F. 2PS
GET  /admin/prompts/hi/welcome/                                    SS SSS FFFF FFF F. 2PS
POST /admin/prompts/hi/welcome/                                    SS SSS FFFF FFF FU 2PS
GET  /admin/prompts/hi/no-such/                                    SS SSS FFFF FFF FN 2PS
GET  /admin/prompts/hi/welcome/sound.wav                           SS SSS FFFF FFF F. 2PS
POST /admin/prompts/hi/welcome/take-back/                          SS SSS FFFF FFF F> 2PS  → >=/admin/prompts/hi/welcome/
GET  /admin/flows/                                                 SS SSS FFFF FFF F. 2PS
GET  /admin/flows/sound.wav?name=own/walls                         SS SSS FFFF FFF F. 2PS
GET  /admin/flows/helpline/                                        SS SSS FFFF FFF F. 2PS
POST /admin/flows/helpline/?do=draft                               SS SSS FFFF FFF F> 2PS  → >=/admin/flows/helpline/2/
GET  /admin/flows/no-such/                                         SS SSS FFFF FFF FN 2PS
GET  /admin/flows/helpline/2/                                      SS SSS FFFF FFF F. 2PS
POST /admin/flows/helpline/2/?do=ends                              SS SSS FFFF FFF F> 2PS  → >=/admin/flows/helpline/2/
GET  /admin/flows/helpline/2/json/                                 SS SSS FFFF FFF F. 2PS
POST /admin/flows/helpline/2/json/                                 SS SSS FFFF FFF FU 2PS
GET  /admin/flows/helpline/2/rehearse/?keys=-1                     SS SSS FFFF FFF F. 2PS
GET  /admin/flows/helpline/2/new-step/?kind=say                    SS SSS FFFF FFF F. 2PS
POST /admin/flows/helpline/2/new-step/                             SS SSS FFFF FFF FN 2PS
GET  /admin/flows/helpline/2/step/main/                            SS SSS FFFF FFF F. 2PS
POST /admin/flows/helpline/2/step/main/                            SS SSS FFFF FFF FU 2PS
GET  /admin/flows/helpline/1/step/main/                            SS SSS FFFF FFF FN 2PS
POST /admin/webhooks/endpoint/{webhooks/endpoint}/do/no-such/         SS SSS FFFF FFF FN 2PS
POST /admin/webhooks/endpoint/{webhooks/endpoint}/do/test/            SS SSS FFFF FFF F> 2PS  → >=/admin/webhooks/endpoint/{webhooks/endpoint}/change/
POST /admin/webhooks/endpoint/{webhooks/endpoint}/replay/?since=2026-11-23T00:00  SS SSS FFFF FFF F> 2PS  → >=/admin/webhooks/endpoint/{webhooks/endpoint}/change/
POST /admin/webhooks/delivery/{webhooks/delivery}/replay/             SS SSS FFFF FFF F> 2PS  → >=/admin/webhooks/delivery/{webhooks/delivery}/change/
GET  /admin/no-such/                                               SS SSS FFFF FFF NN 2PS
POST /admin/no-such/                                               SS SSS FFFF FFF NN 2PS
GET  /admin/{table}/                                               SS SSS FFFF FFF F. 2PS
POST /admin/{tickable}/                                            SS SSS FFFF FFF F. 2PS
GET  /admin/{tickable}/add/                                        SS SSS FFFF FFF F. 2PS
POST /admin/{tickable}/add/                                        SS SSS FFFF FFF F. 2PS
GET  /admin/core/setting/add/                                      SS SSS FFFF FFF F> 2PS  → >=/admin/core/setting/
POST /admin/core/setting/add/                                      SS SSS FFFF FFF F> 2PS  → >=/admin/core/setting/
GET  /admin/{table}/{row}/change/                                  SS SSS FFFF FFF F. 2PS
POST /admin/{table}/{row}/change/                                  SS SSS FFFF FFF F. 2PS
GET  /admin/{table}/{row}/history/                                 SS SSS FFFF FFF F. 2PS
GET  /admin/{removable}/{row}/delete/                              SS SSS FFFF FFF F. 2PS
POST /admin/{removable}/{row}/delete/                              SS SSS FFFF FFF F. 2PS
GET  /admin/{staying}/{row}/delete/                                SS SSS FFFF FFF FF 2PS
POST /admin/{staying}/{row}/delete/                                SS SSS FFFF FFF FF 2PS
GET  /admin/{log}/                                                 SS SSS FFFF FFF F. 2PS
GET  /admin/{log}/{row}/change/                                    SS SSS FFFF FFF F. 2PS
GET  /admin/{log}/{row}/history/                                   SS SSS FFFF FFF F. 2PS
GET  /admin/{readings}/                                            SS SSS FFFF FFF .. 2PS
GET  /admin/{readings}/{row}/change/                               SS SSS FFFF FFF .. 2PS
GET  /admin/{readings}/{row}/history/                              SS SSS FFFF FFF .. 2PS

GET  /simulators/sms                                               .. ... .... ... .. ...
GET  /simulators/sms.json                                          .. ... .... ... .. ...
POST /simulators/sms/switch?behaviour=deliver                      >> >>> >>>> >>> >> >>>  → >=/simulators/sms
POST /simulators/sms/gateway?gateway=mobile-seva&state=down        >> >>> >>>> >>> >> >>>  → >=/simulators/sms
POST /simulators/sms/write?sender=9876500001&text=x                >> >>> >>>> >>> >> >>>  → >=/simulators/sms?to=9876500001
POST /simulators/sms/mobile-seva/sendMsgRequest                    .. ... .... ... .. ...
POST /simulators/sms/http                                          KK KKK KKKK KKK KK KKK
GET  /simulators/whatsapp                                          .. ... .... ... .. ...
GET  /simulators/whatsapp.json                                     .. ... .... ... .. ...
GET  /simulators/digilocker                                        .. ... .... ... .. ...
POST /simulators/digilocker                                        UU UUU UUUU UUU UU UUU
POST /simulators/digilocker/open                                   NN NNN NNNN NNN NN NNN
GET  /simulators/land/parcels                                      KK KKK KKKK KKK KK KKK
GET  /simulators/land/record                                       KK KKK KKKK KKK KK KKK
POST /simulators/payment/v1/orders                                 KK KKK KKKK KKK KK KKK
GET  /simulators/payment/v1/orders/x/payments                      KK KKK KKKK KKK KK KKK
POST /simulators/payment/v1/payments/x/refund                      KK KKK KKKK KKK KK KKK
POST /simulators/payment/checkout/embedded?order_id=x              NN NNN NNNN NNN NN NNN
POST /simulators/payment/play?order=x                              NN NNN NNNN NNN NN NNN
POST /simulators/aua/otp                                           KK KKK KKKK KKK KK KKK
POST /simulators/aua/kyc                                           KK KKK KKKK KKK KK KKK
POST /simulators/whatsapp/switch?phone=9800000001&behaviour=read   >> >>> >>>> >>> >> >>>  → >=/simulators/whatsapp?phone=9800000001
POST /simulators/whatsapp/say?phone=9800000001&text=x              >> >>> >>>> >>> >> >>>  → >=/simulators/whatsapp?phone=9800000001#latest
GET  /simulators/whatsapp/file/1                                   NN NNN NNNN NNN NN NNN
GET  /simulators/whatsapp/graph/v23.0/1                            KK KKK KKKK KKK KK KKK
POST /simulators/whatsapp/graph/v23.0/1/media                      KK KKK KKKK KKK KK KKK
POST /simulators/whatsapp/graph/v23.0/1/messages                   KK KKK KKKK KKK KK KKK
GET  /simulators/cpgrams                                           .. ... .... ... .. ...
POST /simulators/cpgrams/play?do=nothing                           NN NNN NNNN NNN NN NNN
POST /simulators/cpgrams/play?do=add&count=1                       >> >>> >>>> >>> >> >>>  → >=/simulators/cpgrams
GET  /simulators/cpgrams/report/others.pdf                         NN NNN NNNN NNN NN NNN
GET  /simulators/cpgrams/report/walls.pdf                          .. ... .... ... .. ...
GET  /simulators/cpgrams/api/grievances                            KK KKK KKKK KKK KK KKK
GET  /simulators/cpgrams/api/words                                 KK KKK KKKK KKK KK KKK
GET  /simulators/cpgrams/api/register                              KK KKK KKKK KKK KK KKK
GET  /simulators/cpgrams/api/health                                KK KKK KKKK KKK KK KKK
POST /simulators/cpgrams/api/updates                               KK KKK KKKK KKK KK KKK
GET  /simulators/webhooks                                          .. ... .... ... .. ...
POST /simulators/webhooks/set?behaviour=take&secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw  >> >>> >>>> >>> >> >>>  → >=/simulators/webhooks
POST /simulators/webhooks/receive                                  KK KKK KKKK KKK KK KKK
GET  /simulators/email                                             .. ... .... ... .. ...
GET  /simulators/email/none                                        NN NNN NNNN NNN NN NNN
GET  /simulators/email/none/page                                   NN NNN NNNN NNN NN NNN
GET  /simulators/push                                              .. ... .... ... .. ...
POST /simulators/push/device                                       KK KKK KKKK KKK KK KKK
"""

# Programs. Whoever is signed in to the pages is nobody here.
API = """
                                                                                                n  no key
                                                                                                |f  a key that files; one case was filed with it
                                                                                                ||r  a key that reads; nothing was filed with it
                                                                                                |||b  a key that files and reads; one case was filed with it
                                                                                                ||||w  a key that was revoked
                                                                                                ||||| s  the own system of the department with which most cases lie
                                                                                                ||||| |v  the own system of the vigilance department
                                                                                                ||||| ||a  an app, before somebody signs in
                                                                                                ||||| |||c  the citizen who brought the cases, signed in to the app
                                                                                                ||||| ||||o  another citizen, signed in to the app

GET /api/v1/openapi.json                                                                        ..... .....
GET /api/v1/                                                                                    NNNNN NNNNN
POST /api/v1/                                                                                   NNNNN NNNNN
PUT /api/v1/                                                                                    NNNNN NNNNN
PATCH /api/v1/                                                                                  NNNNN NNNNN
DELETE /api/v1/                                                                                 NNNNN NNNNN
GET /api/v1/grievances                                                                          KF..K FFFKK
POST /api/v1/grievances                                                                         KUFUK FFFKK
POST /api/v1/grievances/bulk                                                                    KUFUK FFFKK
POST /api/v1/grievances/lookup                                                                  KFUUK FFFKK
GET /api/v1/grievances/{filed_f}                                                                KFNNK FFFKK
GET /api/v1/grievances/{filed_b}                                                                KFN.K FFFKK
GET /api/v1/grievances/{case}                                                                   KFNNK FFFKK
GET /api/v1/grievances/{filed_b}/timeline                                                       KFN.K FFFKK
GET /api/v1/grievances/{filed_f}/timeline                                                       KFNNK FFFKK
GET /api/v1/places?q=ramp                                                                       K...K ...KK
GET /api/v1/places/village:test-Rampayli                                                        K...K ...KK
GET /api/v1/departments                                                                         K...K ...KK
GET /api/v1/categories                                                                          K...K ...KK
GET /api/v1/schemes?q=pension                                                                   K...K ...KK
GET /api/v1/schemes/questions                                                                   K...K ...KK
GET /api/v1/schemes/x                                                                           K...K ...KK
POST /api/v1/schemes/entitlement                                                                KUUUK UUUKK

GET /api/v1/department/grievances                                                               KFFFK ..FKK
GET /api/v1/department/grievances/{case}                                                        KFFFK .NFKK
GET /api/v1/department/grievances/{others}                                                      KFFFK NNFKK
GET /api/v1/department/grievances/{sealed}                                                      KFFFK NNFKK
GET /api/v1/department/grievances/{case}/timeline                                               KFFFK .NFKK
GET /api/v1/department/grievances/{sealed}/timeline                                             KFFFK NNFKK
POST /api/v1/department/grievances/bulk                                                         KFFFK UUFKK
POST /api/v1/department/grievances/{case}/take-up                                               KFFFK .NFKK
POST /api/v1/department/grievances/{sealed}/take-up                                             KFFFK NNFKK
POST /api/v1/department/grievances/{case}/note?words=x                                          KFFFK .NFKK
POST /api/v1/department/grievances/{others}/note?words=x                                        KFFFK NNFKK
POST /api/v1/department/grievances/{case}/ask-citizen?words=x                                   KFFFK .NFKK
POST /api/v1/department/grievances/{case}/resolve?words=x                                       KFFFK UUFKK
POST /api/v1/department/grievances/{case}/propose-transfer?words=x                              KFFFK UUFKK
POST /api/v1/department/grievances/{case}/approve-transfer?officer=ae                           KFFFK FNFKK
POST /api/v1/department/grievances/{case}/refuse-transfer?officer=ae&words=x                    KFFFK FNFKK
POST /api/v1/department/grievances/{case}/propose-special-closure?officer=je&words=x&reason=duplicate KFFFK .NFKK
POST /api/v1/department/grievances/{case}/propose-special-closure?officer=patwari&words=x&reason=duplicate KFFFK FNFKK
POST /api/v1/department/grievances/{case}/approve-special-closure?officer=ae                    KFFFK FNFKK
POST /api/v1/department/grievances/{case}/return-special-closure?officer=ae&words=x             KFFFK FNFKK
POST /api/v1/department/grievances/{case}/mark-invalid?officer=je&words=x&reason=rti            KFFFK FNFKK
POST /api/v1/department/grievances/{case}/change-form?officer=je&words=x&kind=demand            KFFFK .NFKK
POST /api/v1/department/grievances/{case}/escalate?officer=je&words=x&reason=budget             KFFFK FNFKK
POST /api/v1/department/grievances/{case}/send-back?officer=je&words=x&reason=field_work        KFFFK FNFKK

POST /api/v1/citizen/codes?mobile=9800000001                                                    KFFFK FF0KK
POST /api/v1/citizen/tokens?mobile=9800000001&code=000000                                       KFFFK FFUKK
POST /api/v1/citizen/tokens/renewed                                                             KKKKK KKK++
DELETE /api/v1/citizen/tokens/current                                                           KKKKK KKK00
GET /api/v1/citizen                                                                             KKKKK KKK..
PATCH /api/v1/citizen                                                                           KKKKK KKK..
GET /api/v1/citizen/callback                                                                    KKKKK KKK..
PUT /api/v1/citizen/callback                                                                    KKKKK KKK..
PUT /api/v1/citizen/callback?reference={sealed}                                                 KKKKK KKK.N
DELETE /api/v1/citizen/callback                                                                 KKKKK KKK00
GET /api/v1/citizen/reach                                                                       KKKKK KKK..
PATCH /api/v1/citizen/reach?way=sms                                                             KKKKK KKK..
GET /api/v1/citizen/grievances                                                                  KKKKK KKK..
POST /api/v1/citizen/grievances?category=energy.no-supply&place=village:test-Rampayli&text=x    KKKKK KKK++
POST /api/v1/citizen/similar?category=energy.no-supply&place=village:test-Rampayli              KKKKK KKK..
GET /api/v1/citizen/grievances/{case}                                                           KKKKK KKK.N
GET /api/v1/citizen/grievances/{sealed}                                                         KKKKK KKK.N
GET /api/v1/citizen/grievances/{case}/timeline                                                  KKKKK KKK.N
POST /api/v1/citizen/grievances/{case}/note?words=x                                             KKKKK KKK.N
POST /api/v1/citizen/grievances/{case}/answer?words=x                                           KKKKK KKKFN
POST /api/v1/citizen/grievances/{solved}/confirm                                                KKKKK KKK.N
POST /api/v1/citizen/grievances/{solved}/deny?reason=not_done                                   KKKKK KKK.N
POST /api/v1/citizen/grievances/{case}/object?words=x                                           KKKKK KKKFN
POST /api/v1/citizen/grievances/{case}/object-to-kind?words=x                                   KKKKK KKKFN
POST /api/v1/citizen/grievances/{closed}/reopen?words=x                                         KKKKK KKK.N
POST /api/v1/citizen/grievances/{solved}/supporter-answer?done=true                             KKKKK KKKUU
POST /api/v1/citizen/grievances/{case}/join?category=energy.no-supply&place=village:test-Rampayli KKKKK KKKF.
POST /api/v1/citizen/grievances/{sealed}/join?category=energy.no-supply&place=village:test-Rampayli KKKKK KKKNN

POST /api/v1/uploads                                                                            KUFUK UUFUU
GET /api/v1/files/{photo}                                                                       KFNNK .NF.N
GET /api/v1/files/{proof}                                                                       KFNNK .NF.N
GET /api/v1/files/{sealed_photo}                                                                KFNNK NNF.N

GET /open311/discovery.json                                                                     ....F ...FF
GET /open311/v2/discovery.xml                                                                   ....F ...FF
GET /open311/v2/services.json                                                                   ....F ...FF
GET /open311/v2/services/energy.no-supply.xml                                                   ....F ...FF
GET /open311/v2/requests.json                                                                   ....F ...FF
POST /open311/v2/requests.json?phone=9800000001&service_code=energy.no-supply&address_id=village:test-Rampayli&description=x F.F.F FFFFF
GET /open311/v2/requests/{filed_b}.json                                                         ....F ...FF
GET /open311/v2/requests/{sealed}.json                                                          NNNNF NNNFF
GET /open311/v2/tokens/{filed_b}.json                                                           ....F ...FF
GET /open311/v2/tokens/{sealed}.json                                                            NNNNF NNNFF
GET /open311/v2/servicerequestupdates.json                                                      ....F ...FF
POST /open311/v2/servicerequestupdates.json?service_request_id={filed_b}&update_id=1&status=open&description=x FNF.F .NFFF
POST /open311/v2/servicerequestupdates.json?service_request_id={sealed}&update_id=1&status=open&description=x FNFNF NNFFF
"""
# fmt: on
